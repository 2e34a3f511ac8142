// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BatchId} from "../types/Types.sol";
import {IPackRegistry} from "./IPackRegistry.sol";

/// @title Investigations of suspect medicines, with the law's clocks
/// @notice An organisation that keeps or owns a unit opens an investigation: the unit is held as suspect. Quality
/// assurance of that organisation determines whether it is cleared or illegitimate; the latter must be notified. Each has a
/// due time by the role in which it was opened (US FD&C Act, section 582: (b)(4), (c)(4), (d)(4)). Times are configuration,
/// because law differs and changes; what is overdue is for anyone to ask.
///
/// What is suspect cannot become so a second time, and may be split but not joined. So a unit is suspect through one
/// investigation only, the latest one of it or of a unit that it was split from. A verdict reaches the investigated unit,
/// or its untouched parts, at once, and every other part by {settle}.
/// @custom:trust Whoever investigates decides: the chain shows when and that it did, not that it was right. If nobody is
/// accredited any more as quality assurance of that organisation, the suspicion stays until the authority accredits
/// somebody.
interface IInvestigations {
    enum Verdict {
        Open,
        Cleared,
        Illegitimate
    }

    enum Overdue {
        Nothing,
        Determination,
        Notification
    }

    /// @param determination Seconds from opening to a verdict.
    /// @param notification Seconds from a verdict of illegitimacy to the notice.
    struct Clocks {
        uint40 determination;
        uint40 notification;
    }

    /// @param organisation Organisation that opened it. Zero: there was none.
    /// @param openedAt Second of opening.
    /// @param determinedAt Second of the verdict, or 0.
    /// @param notifiedAt Second in which it said that the notice went out, or 0.
    /// @param verdict Open until there is one.
    /// @param role Role in which it was opened, a bit of {Roles}.
    /// @param number Which it is of all that were opened, of any unit, from 1 on.
    struct Investigation {
        address organisation;
        uint40 openedAt;
        uint40 determinedAt;
        uint40 notifiedAt;
        Verdict verdict;
        uint16 role;
        uint32 number;
    }

    /// @notice Times for investigations opened in `role`, those that are open included.
    event ClocksConfigured(uint16 indexed role, uint40 determination, uint40 notification);

    /// @notice A unit is suspect, for a reason whose commitment this is.
    event InvestigationOpened(
        BatchId indexed batchId,
        address indexed organisation,
        uint8 level,
        uint32 position,
        bytes32 reason
    );

    /// @notice The investigation has a verdict.
    event InvestigationDetermined(
        BatchId indexed batchId,
        address indexed organisation,
        uint8 level,
        uint32 position,
        Verdict verdict,
        bytes32 reason
    );

    /// @notice The organisation says that it notified the authority and its trading partners.
    event IllegitimateNotified(
        BatchId indexed batchId,
        address indexed organisation,
        uint8 level,
        uint32 position,
        bytes32 notice
    );

    /// @notice `account` is not the authority.
    error NotAuthority(address account);

    /// @notice Clocks are of one role each, maker, distributor or dispenser; a second to 365 days.
    error InvalidClocks(uint16 role);

    /// @notice The unit is suspect already, or illegitimate.
    error AlreadyHeld(uint8 holds);

    /// @notice The unit is split: its parts are the units to investigate.
    error UnitDivided(uint8 level, uint32 position);

    /// @notice There is no investigation that could be determined, notified or settled.
    error NoInvestigation(BatchId batchId, uint8 level, uint32 position);

    /// @notice `account` does not act for the organisation that this needs, in such a role.
    error NotEntitled(address account, address organisation);

    /// @notice A verdict is cleared or illegitimate.
    error InvalidVerdict(Verdict verdict);

    /// @notice Sets the times for one role. Only the authority.
    function configure(uint16 role, Clocks calldata clocks) external;

    /// @notice Opens an investigation and holds the unit as suspect. Only an organisation that keeps or owns it, as maker,
    /// distributor or dispenser.
    function open(IPackRegistry.UnitRef calldata unit, bytes32 reason) external;

    /// @notice Determines it: cleared lifts the suspicion, illegitimate puts a hold for good in its place. If the unit was split
    /// since, of its untouched parts. Only quality assurance of the organisation that opened it.
    function determine(IPackRegistry.UnitRef calldata unit, Verdict verdict, bytes32 reason) external;

    /// @notice Brings the verdict to a part of the investigated unit that is still suspect. Anyone may.
    function settle(IPackRegistry.UnitRef calldata part) external;

    /// @notice Says that the notice of an illegitimate product went out, once. Only the organisation that opened it.
    function notify(IPackRegistry.UnitRef calldata unit, bytes32 notice) external;

    /// @notice The latest investigation of exactly this unit.
    function investigationOf(
        BatchId batchId,
        uint8 level,
        uint32 position
    ) external view returns (Investigation memory);

    /// @notice What is overdue at this block's time, and when the next thing is or was due (0: nothing). A thing is overdue from
    /// the second after its due time.
    function overdueOf(
        BatchId batchId,
        uint8 level,
        uint32 position
    ) external view returns (Overdue overdue, uint40 dueAt);

    /// @notice The times for one role.
    function clocksOf(uint16 role) external view returns (Clocks memory);
}
