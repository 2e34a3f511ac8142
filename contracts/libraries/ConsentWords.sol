// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {Categories} from "../types/Categories.sol";
import {Purposes} from "../types/Purposes.sol";

/// @title Consent in plain words
/// @notice What a patient reads in the wallet before signing. The contract writes the words itself from the terms it
/// stores, so a page cannot show one thing and have another signed.
library ConsentWords {
    string private constant CATEGORY_NAMES =
        "demographics,encounters,conditions,allergies,medications,immunisations,vital signs,laboratory,imaging,cardiology,procedures,documents,care plans,risk reports,genetics,reproductive health,psychotherapy,substance use,";

    /// @dev Where each name ends, so that it is found without a search.
    bytes private constant CATEGORY_ENDS = hex"0c17222c3846525d65707b85909da6bac8d6";

    string private constant PURPOSE_NAMES =
        "treatment,emergency treatment,emergency override,payment,healthcare operations,research,public health,my own request,my family's request,";

    bytes private constant PURPOSE_ENDS = hex"091d30384e57657488";

    /// @dev For example "Share my cardiology with this account for treatment until 2027-02-22 00:00:00 UTC".
    function describe(IConsentRegistry.Terms calldata terms) internal pure returns (string memory) {
        return
            string.concat(
                "Share my ",
                terms.categories == Categories.ALL
                    ? "whole record"
                    : _list(bytes(CATEGORY_NAMES), CATEGORY_ENDS, terms.categories),
                terms.isOrganisation
                    ? " with every clinician of this organisation for "
                    : " with this account for ",
                terms.purposes == Purposes.ALL
                    ? "any purpose"
                    : _list(bytes(PURPOSE_NAMES), PURPOSE_ENDS, terms.purposes),
                terms.start == 0 ? "" : string.concat(" from ", _time(terms.start)),
                " until ",
                _time(terms.end)
            );
    }

    /// @dev The names of the bits set in `mask`, in order, with ", " between them. Bits without a name are left out: the
    /// registry refuses them.
    function _list(
        bytes memory names,
        bytes memory ends,
        uint256 mask
    ) private pure returns (string memory list) {
        // Every name once, each with a separator one longer than its comma.
        list = new string(names.length + ends.length);
        uint256 length = 0;
        for (uint256 index = 0; mask != 0 && index < ends.length; ++index) {
            if (mask & 1 == 1) {
                if (length != 0) length = _append(list, length, ", ", 0, 2);
                uint256 start = index == 0 ? 0 : uint8(ends[index - 1]) + 1;
                length = _append(list, length, names, start, uint8(ends[index]));
            }
            mask >>= 1;
        }
        assembly ("memory-safe") {
            mstore(list, length)
        }
    }

    /// @dev Copies `source[start:end]` to `text` at `length`, where there is room, and returns the new length.
    function _append(
        string memory text,
        uint256 length,
        bytes memory source,
        uint256 start,
        uint256 end
    ) private pure returns (uint256) {
        uint256 size = end - start;
        assembly ("memory-safe") {
            mcopy(add(add(text, 0x20), length), add(add(source, 0x20), start), size)
        }
        return length + size;
    }

    /// @dev ISO 8601 date and time. Days to civil date: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
    /// civil_from_days, for times from 1970 on.
    function _time(uint256 timestamp) private pure returns (string memory) {
        uint256 shifted = timestamp / 1 days + 719_468;
        uint256 era = shifted / 146_097;
        uint256 dayOfEra = shifted % 146_097;
        uint256 yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        uint256 dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        uint256 shiftedMonth = (5 * dayOfYear + 2) / 153;
        uint256 month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        uint256 year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        uint256 second = timestamp % 1 days;
        return
            string(
                abi.encodePacked(
                    year < 10_000 ? "" : Strings.toString(year / 10_000),
                    _two((year / 100) % 100),
                    _two(year % 100),
                    "-",
                    _two(month),
                    "-",
                    _two(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1),
                    " ",
                    _two(second / 3600),
                    ":",
                    _two((second / 60) % 60),
                    ":",
                    _two(second % 60),
                    " UTC"
                )
            );
    }

    /// @dev `number`, below 100, as two digits.
    function _two(uint256 number) private pure returns (bytes2) {
        return bytes2(uint16(0x3030 + ((number / 10) << 8) + (number % 10)));
    }
}
