// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {Categories} from "../types/Categories.sol";
import {Purposes} from "../types/Purposes.sol";
import {Category, Purpose} from "../types/Types.sol";

/// @title Consent in plain words
/// @notice What a patient reads in the wallet before signing. The contracts write the words themselves from the terms they
/// store, so a page cannot show one thing and have another signed.
library ConsentWords {
    using Categories for Category;
    using Purposes for Purpose;

    bytes private constant CATEGORY_NAMES =
        "demographics,encounters,conditions,allergies,medications,immunisations,vital signs,laboratory,imaging,cardiology,procedures,documents,care plans,risk reports,genetics,reproductive health,psychotherapy,substance use,";

    /// @dev Where each name starts, so that it is found without a search, and where one after the last would.
    bytes32 private constant CATEGORY_STARTS =
        hex"000d18232d3947535e66717c86919ea7bbc9d700000000000000000000000000";

    bytes private constant PURPOSE_NAMES =
        "treatment,emergency treatment,emergency override,payment,healthcare operations,research,public health,my own request,my family's request,";

    bytes32 private constant PURPOSE_STARTS =
        hex"000a1e31394f5866758900000000000000000000000000000000000000000000";

    /// @dev More than the names of every bit, the words between them and two times (351 + 25 + 84 + 48 characters), and
    /// the rest of the last word that is put.
    uint256 private constant CAPACITY = 544;

    /// @dev For example "Share my cardiology with this account for treatment until 2027-02-22 00:00:00 UTC".
    function describe(IConsentRegistry.Terms memory terms) internal pure returns (bytes memory text) {
        text = new bytes(CAPACITY);
        uint256 length = _put(text, 0, "Share my ", 9);
        length =
            terms.categories == Categories.ALL
                ? _put(text, length, "whole record", 12)
                : _list(text, length, CATEGORY_NAMES, CATEGORY_STARTS, terms.categories & Categories.ALL);
        if (terms.isOrganisation) {
            length = _put(text, length, " with every clinician of this ", 30);
            length = _put(text, length, "organisation for ", 17);
        } else {
            length = _put(text, length, " with this account for ", 23);
        }
        length =
            terms.purposes == Purposes.ALL
                ? _put(text, length, "any purpose", 11)
                : _list(text, length, PURPOSE_NAMES, PURPOSE_STARTS, terms.purposes & Purposes.ALL);
        if (terms.start != 0) length = _time(text, _put(text, length, " from ", 6), terms.start);
        length = _time(text, _put(text, length, " until ", 7), terms.end);
        assembly ("memory-safe") {
            mstore(text, length)
        }
    }

    /// @dev For example "Watch my vital signs for treatment from 2027-01-22 00:00:00 UTC until 2027-02-22 00:00:00 UTC,
    /// alert this account, and show alerts and their severity publicly beside my address".
    function describeMonitoring(
        Category category,
        Purpose purpose,
        uint40 start,
        uint40 end
    ) internal pure returns (bytes memory text) {
        text = new bytes(CAPACITY);
        uint256 length = _put(text, 0, "Watch my ", 9);
        length = _list(text, length, CATEGORY_NAMES, CATEGORY_STARTS, category.bit());
        length = _put(text, length, " for ", 5);
        length = _list(text, length, PURPOSE_NAMES, PURPOSE_STARTS, purpose.bit());
        if (start != 0) length = _time(text, _put(text, length, " from ", 6), start);
        length = _time(text, _put(text, length, " until ", 7), end);
        length = _put(text, length, ", alert this account, and show ", 31);
        length = _put(text, length, "alerts and their severity ", 26);
        length = _put(text, length, "publicly beside my address", 26);
        assembly ("memory-safe") {
            mstore(text, length)
        }
    }

    /// @dev Appends the names of the bits set in `mask`, in order, with ", " between them.
    function _list(
        bytes memory text,
        uint256 length,
        bytes memory names,
        bytes32 starts,
        uint256 mask
    ) private pure returns (uint256) {
        uint256 first = length;
        unchecked {
            for (uint256 index = 0; mask != 0; ++index) {
                // Eight at once where none is set.
                for (; mask & 0xff == 0; mask >>= 8) index += 8;
                if (mask & 1 == 1) {
                    if (length != first) length = _put(text, length, ", ", 2);
                    uint256 start = uint8(uint256(starts) >> (248 - 8 * index));
                    uint256 next = uint8(uint256(starts) >> (240 - 8 * index));
                    // Without the comma.
                    length = _append(text, length, names, start, next - 1);
                }
                mask >>= 1;
            }
        }
        return length;
    }

    /// @dev Appends the `size` characters of `piece` to the `length` characters of `text`, and returns the new length.
    function _put(
        bytes memory text,
        uint256 length,
        bytes32 piece,
        uint256 size
    ) private pure returns (uint256) {
        unchecked {
            assembly ("memory-safe") {
                mstore(add(add(text, 0x20), length), piece)
            }
            return length + size;
        }
    }

    /// @dev Appends `source[start:end]`.
    function _append(
        bytes memory text,
        uint256 length,
        bytes memory source,
        uint256 start,
        uint256 end
    ) private pure returns (uint256) {
        unchecked {
            uint256 size = end - start;
            assembly ("memory-safe") {
                mcopy(add(add(text, 0x20), length), add(add(source, 0x20), start), size)
            }
            return length + size;
        }
    }

    /// @dev Appends an ISO 8601 date and time. Days to civil date: Howard Hinnant, "chrono-Compatible Low-Level Date
    /// Algorithms", civil_from_days, for times from 1970 on.
    function _time(bytes memory text, uint256 length, uint256 timestamp) private pure returns (uint256) {
        unchecked {
            uint256 shifted = timestamp / 1 days + 719_468;
            uint256 era = shifted / 146_097;
            uint256 dayOfEra = shifted % 146_097;
            uint256 yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
            uint256 dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
            uint256 shiftedMonth = (5 * dayOfYear + 2) / 153;
            uint256 month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
            uint256 year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
            uint256 second = timestamp % 1 days;
            // Each number is added to the two zeros in its place.
            uint256 time =
                uint184(bytes23("0000-00-00 00:00:00 UTC")) +
                    (_digits((year / 100) % 100) << 168) +
                    (_digits(year % 100) << 152) +
                    (_digits(month) << 128) +
                    (_digits(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1) << 104) +
                    (_digits(second / 3600) << 80) +
                    (_digits((second / 60) % 60) << 56) +
                    (_digits(second % 60) << 32);
            // A timestamp of 40 bits ends before the year 40,000.
            if (year >= 10_000) length = _put(text, length, bytes1(uint8(0x30 + year / 10_000)), 1);
            return _put(text, length, bytes23(uint184(time)), 23);
        }
    }

    /// @dev The two digits of `number`, which is below 100, as two bytes.
    function _digits(uint256 number) private pure returns (uint256) {
        unchecked {
            // 256 * tens + units, where units are number - 10 * tens.
            return number + 246 * (number / 10);
        }
    }
}
