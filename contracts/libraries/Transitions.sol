// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDrugProvenance} from "../interfaces/IDrugProvenance.sol";
import {Holds} from "../types/Holds.sol";

/// @title What may be done with a unit, in which state
/// @notice The one table of transitions. An act is allowed in the lifecycles of its row, under no hold of its row, and, where
/// the row says so, only until the last day of use has passed. Who may do it is a matter of {DrugProvenance}.
library Transitions {
    enum Act {
        Release,
        Transfer,
        Return,
        Restock,
        Dispense,
        Undo,
        Destroy,
        ReportStolen,
        TakeSample,
        Disaggregate,
        Aggregate,
        // Putting or lifting a hold.
        Hold
    }

    // Bits of a row: lifecycles from 0, holds that block from 8, 15 if expiry blocks.
    uint256 private constant COMMISSIONED = 1 << uint256(IDrugProvenance.Lifecycle.Commissioned);
    uint256 private constant AVAILABLE = 1 << uint256(IDrugProvenance.Lifecycle.Available);
    uint256 private constant RETURNED = 1 << uint256(IDrugProvenance.Lifecycle.Returned);

    uint256 private constant SUSPECT = uint256(Holds.SUSPECT) << 8;
    uint256 private constant ILLEGITIMATE = uint256(Holds.ILLEGITIMATE) << 8;
    uint256 private constant RECALLED = uint256(Holds.RECALLED) << 8;
    uint256 private constant ANY_HOLD = uint256(Holds.ALL) << 8;

    uint256 private constant EXPIRED = 1 << 15;

    uint256 private constant HERE = COMMISSIONED | AVAILABLE | RETURNED;

    /// @dev One row of 16 bits for each act, in the order of the acts.
    uint256 private constant TABLE =
        ((COMMISSIONED | ANY_HOLD | EXPIRED) << (16 * uint256(Act.Release))) |
            ((AVAILABLE | ANY_HOLD | EXPIRED) << (16 * uint256(Act.Transfer))) |
            // What may not be sold may go back to where it came from, but not while it may be evidence.
            ((AVAILABLE | RETURNED | SUSPECT | ILLEGITIMATE) << (16 * uint256(Act.Return))) |
            ((RETURNED | ANY_HOLD | EXPIRED) << (16 * uint256(Act.Restock))) |
            ((AVAILABLE | ANY_HOLD | EXPIRED) << (16 * uint256(Act.Dispense))) |
            ((AVAILABLE) << (16 * uint256(Act.Undo))) |
            ((HERE | SUSPECT) << (16 * uint256(Act.Destroy))) |
            (HERE << (16 * uint256(Act.ReportStolen))) |
            ((AVAILABLE | RETURNED | RECALLED) << (16 * uint256(Act.TakeSample))) |
            ((AVAILABLE | RETURNED) << (16 * uint256(Act.Disaggregate))) |
            // A unit is suspect through one investigation: of several, no verdict would be for all of it.
            ((AVAILABLE | RETURNED | SUSPECT) << (16 * uint256(Act.Aggregate))) |
            (HERE << (16 * uint256(Act.Hold)));

    /// @dev Whether the table allows `act` in this state. `holds`: mask of {Holds}.
    function isAllowed(
        Act act,
        IDrugProvenance.Lifecycle lifecycle,
        uint8 holds,
        bool isExpired
    ) internal pure returns (bool) {
        uint256 row = TABLE >> (16 * uint256(act));
        bool isBlocked = (row >> 8) & holds != 0 || (isExpired && row & EXPIRED != 0);
        return !isBlocked && (row >> uint256(lifecycle)) & 1 != 0;
    }
}
