// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Categories} from "../types/Categories.sol";
import {Purposes} from "../types/Purposes.sol";

/// @title Consent in plain words
/// @notice What a patient reads in the wallet before signing. The contract writes the words itself from the terms it
/// stores, so a page cannot show one thing and have another signed.
library ConsentWords {
    string private constant CATEGORY_NAMES =
        "demographics,encounters,conditions,allergies,medications,immunisations,vital signs,laboratory,imaging,cardiology,procedures,documents,care plans,risk reports,genetics,reproductive health,psychotherapy,substance use,";

    string private constant PURPOSE_NAMES =
        "treatment,emergency treatment,emergency override,payment,healthcare operations,research,public health,my own request,my family's request,";

    /// @dev For example "Share my cardiology for treatment until 2027-02-22 00:00:00 UTC".
    function describe(uint32 categories, uint32 purposes, uint256 end) internal pure returns (string memory) {
        return
            string.concat(
                "Share my ",
                categories == Categories.ALL ? "whole record" : _list(bytes(CATEGORY_NAMES), categories),
                " for ",
                purposes == Purposes.ALL ? "any purpose" : _list(bytes(PURPOSE_NAMES), purposes),
                " until ",
                _time(end)
            );
    }

    /// @dev The names of the bits set in `mask`, in order, with ", " between them. Every name in `names` ends in a comma.
    /// Bits without a name are left out: the registry refuses them.
    function _list(bytes memory names, uint256 mask) private pure returns (string memory list) {
        uint256 start = 0;
        for (uint256 cursor = 0; mask != 0 && cursor < names.length; ++cursor) {
            if (names[cursor] != ",") continue;
            if (mask & 1 == 1) {
                string memory name = _slice(names, start, cursor);
                list = bytes(list).length == 0 ? name : string.concat(list, ", ", name);
            }
            mask >>= 1;
            start = cursor + 1;
        }
    }

    function _slice(bytes memory text, uint256 start, uint256 end) private pure returns (string memory slice) {
        slice = new string(end - start);
        assembly ("memory-safe") {
            mcopy(add(slice, 0x20), add(add(text, 0x20), start), sub(end, start))
        }
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
        uint256 day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
        uint256 month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        uint256 year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        uint256 second = timestamp % 1 days;
        string memory date = string.concat(Strings.toString(year), "-", _two(month), "-", _two(day));
        string memory time = string.concat(
            _two(second / 3600),
            ":",
            _two((second / 60) % 60),
            ":",
            _two(second % 60)
        );
        return string.concat(date, " ", time, " UTC");
    }

    function _two(uint256 number) private pure returns (string memory) {
        bytes memory digits = new bytes(2);
        digits[0] = bytes1(uint8(48 + number / 10));
        digits[1] = bytes1(uint8(48 + (number % 10)));
        return string(digits);
    }
}
