// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OCR2Base} from "@chainlink/contracts/src/v0.8/shared/ocr2/OCR2Base.sol";

/// @title The least that a consumer of Chainlink's OCR2 does: it keeps the 32 bytes that were reported
/// @dev For the benchmark only.
contract StoredReport is OCR2Base {
    bytes32 public latest;

    constructor(bool uniqueReports) OCR2Base(uniqueReports) {}

    function typeAndVersion() external pure override returns (string memory) {
        return "StoredReport 1.0.0";
    }

    function _report(
        uint256,
        address,
        uint8,
        address[MAX_NUM_ORACLES] memory,
        bytes calldata report
    ) internal override {
        latest = bytes32(report);
    }

    function _validateReport(bytes32, uint40, bytes memory) internal pure override returns (bool) {
        return true;
    }

    function _beforeSetConfig(uint8, bytes memory) internal pure override {}

    function _afterSetConfig(uint8, bytes memory) internal pure override {}
}
