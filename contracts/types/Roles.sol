// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Roles that an authority accredits, as bits of a mask
library Roles {
    uint16 internal constant CUSTODIAN = 1 << 0;
    uint16 internal constant CLINICIAN = 1 << 1;
    uint16 internal constant RESPONDER = 1 << 2;
    uint16 internal constant ORACLE = 1 << 3;
    uint16 internal constant MANUFACTURER = 1 << 4;
    uint16 internal constant DISTRIBUTOR = 1 << 5;
    uint16 internal constant DISPENSER = 1 << 6;
    uint16 internal constant QUALITY_ASSURANCE = 1 << 7;
    uint16 internal constant AUDITOR = 1 << 8;
    uint16 internal constant CARRIER = 1 << 9;

    /// @dev Mask of every role.
    uint16 internal constant ALL = (1 << 10) - 1;

    /// @dev Roles that start only after the announcement delay.
    uint16 internal constant ANNOUNCED = RESPONDER | ORACLE;

    /// @dev Roles that may own medicines.
    uint16 internal constant TRADERS = MANUFACTURER | DISTRIBUTOR | DISPENSER;

    /// @dev Roles that may hold medicines in custody.
    uint16 internal constant KEEPERS = TRADERS | CARRIER;
}
