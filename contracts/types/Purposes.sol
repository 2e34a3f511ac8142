// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Purpose} from "./Types.sol";

/// @title Purposes of use
/// @notice Codes of HL7 v3-ActReason, PurposeOfUse value set.
library Purposes {
    /// @dev Treatment.
    Purpose internal constant TREAT = Purpose.wrap(0);
    /// @dev Emergency treatment.
    Purpose internal constant ETREAT = Purpose.wrap(1);
    /// @dev Break the glass.
    Purpose internal constant BTG = Purpose.wrap(2);
    /// @dev Payment.
    Purpose internal constant HPAYMT = Purpose.wrap(3);
    /// @dev Healthcare operations.
    Purpose internal constant HOPERAT = Purpose.wrap(4);
    /// @dev Healthcare research.
    Purpose internal constant HRESCH = Purpose.wrap(5);
    /// @dev Public health.
    Purpose internal constant PUBHLTH = Purpose.wrap(6);
    /// @dev Patient requested.
    Purpose internal constant PATRQT = Purpose.wrap(7);
    /// @dev Family requested.
    Purpose internal constant FAMRQT = Purpose.wrap(8);

    uint8 internal constant COUNT = 9;

    /// @dev Mask of every purpose.
    uint32 internal constant ALL = uint32((1 << COUNT) - 1);

    /// @dev Purposes for which a grantee needs no accreditation: the patient may show a record to anyone.
    uint32 internal constant PERSONAL = uint32((1 << 7) | (1 << 8));

    /// @dev Purposes that an open emergency serves: emergency treatment, and breaking the glass.
    uint32 internal constant EMERGENCY = uint32((1 << 1) | (1 << 2));

    function isKnown(Purpose purpose) internal pure returns (bool) {
        return Purpose.unwrap(purpose) < COUNT;
    }

    /// @dev The bit of a purpose in a mask. The purpose must be known.
    function bit(Purpose purpose) internal pure returns (uint32) {
        return uint32(1) << Purpose.unwrap(purpose);
    }
}
