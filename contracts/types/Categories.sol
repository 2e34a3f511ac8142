// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Category} from "./Types.sol";

/// @title Categories of records
/// @notice Coarse on purpose: a category is public, so it must not by itself tell a diagnosis.
library Categories {
    Category internal constant DEMOGRAPHICS = Category.wrap(0);
    Category internal constant ENCOUNTERS = Category.wrap(1);
    Category internal constant CONDITIONS = Category.wrap(2);
    Category internal constant ALLERGIES = Category.wrap(3);
    Category internal constant MEDICATIONS = Category.wrap(4);
    Category internal constant IMMUNISATIONS = Category.wrap(5);
    Category internal constant VITAL_SIGNS = Category.wrap(6);
    Category internal constant LABORATORY = Category.wrap(7);
    Category internal constant IMAGING = Category.wrap(8);
    Category internal constant CARDIOLOGY = Category.wrap(9);
    Category internal constant PROCEDURES = Category.wrap(10);
    Category internal constant DOCUMENTS = Category.wrap(11);
    Category internal constant CARE_PLANS = Category.wrap(12);
    Category internal constant RISK_REPORTS = Category.wrap(13);
    Category internal constant GENETICS = Category.wrap(14);
    Category internal constant REPRODUCTIVE_HEALTH = Category.wrap(15);
    Category internal constant PSYCHOTHERAPY = Category.wrap(16);
    Category internal constant SUBSTANCE_USE = Category.wrap(17);

    uint8 internal constant COUNT = 18;

    /// @dev Mask of every category.
    uint32 internal constant ALL = uint32((1 << COUNT) - 1);

    /// @dev Mask of the categories that an emergency does not open unless the patient chose so beforehand.
    uint32 internal constant SENSITIVE = uint32((1 << 16) | (1 << 17));

    function isKnown(Category category) internal pure returns (bool) {
        return Category.unwrap(category) < COUNT;
    }

    /// @dev The bit of a category in a mask. The category must be known.
    function bit(Category category) internal pure returns (uint32) {
        return uint32(1) << Category.unwrap(category);
    }
}
