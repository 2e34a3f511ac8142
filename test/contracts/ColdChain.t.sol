// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ColdChain} from "../../contracts/ColdChain.sol";
import {IColdChain} from "../../contracts/interfaces/IColdChain.sol";
import {IPackRegistry} from "../../contracts/interfaces/IPackRegistry.sol";
import {Holds} from "../../contracts/types/Holds.sol";
import {MedicinesTest} from "./support/MedicinesTest.sol";

contract ColdChainTest is MedicinesTest {
    uint256 private constant LOGGER_KEY = 0x10663;
    uint32 private constant PACKS = 16;

    ColdChain private _coldChain;
    IColdChain.Profile private _profile;

    function setUp() public {
        _commission();
        _coldChain = ColdChain(address(_provenance.coldChain()));
        _profile = IColdChain.Profile(bytes32(0), 200, 1500, 800, 200, 800, 1440, 1800);
        _coldChain.assignProfile(_batchId, 1, _profile);
        address logger = vm.addr(LOGGER_KEY);
        bytes32 consent = _coldChain.consentDigestOf(MAKER, type(uint40).max);
        _coldChain.registerLogger(logger, type(uint40).max, _sign(consent));
        _coldChain.attachLogger(_unit(DEPTH, 0), logger);
        vm.warp(block.timestamp + 1 days);
    }

    /// Each condition of a pass taken away alone takes the pass away, and all of them make one.
    function testFuzz_ruleVerdict(IColdChain.Summary memory summary, uint8 near, uint8 which) public view {
        // Random figures nearly never pass: most runs start from limits, and one figure may be off by little.
        int16 off = int16(uint16(near % 3)) - 1;
        if (which >= 16) {
            summary = IColdChain.Summary(0, 3600, 200, 1500, 800, 1440, 1800, 2);
            if (which % 7 == 0) summary.minimum += off;
            if (which % 7 == 1) summary.maximum += off;
            if (which % 7 == 2) summary.meanKinetic += off;
            if (which % 7 == 3) summary.minutesOutside = uint32(int32(1440) + off);
            if (which % 7 == 4) summary.longestGap = uint32(int32(1800) + off);
            if (which % 7 == 5) summary.readings = uint32(int32(2) + off);
        }
        IColdChain.Verdict verdict = _coldChain.ruleVerdict(summary, _profile);
        // As the profile's words have it: never below 2 °C, never above 15 °C, MKT at most 8 °C, at most 24 h outside.
        uint256 broken = 0;
        if (summary.minimum < 200) ++broken;
        if (summary.maximum > 1500) ++broken;
        if (summary.meanKinetic > 800) ++broken;
        if (summary.minutesOutside > 24 * 60) ++broken;
        bool isOutside = summary.minimum < 200 || summary.maximum > 800;
        bool isWatched =
            summary.longestGap <= 30 minutes &&
                summary.readings > 1 &&
                summary.from != summary.to &&
                (!isOutside || summary.minutesOutside > 0);
        require(
            (verdict == IColdChain.Verdict.Fail) == (broken > 0),
            "failed without a reason, or not with one"
        );
        require(
            (verdict == IColdChain.Verdict.Pass) == (broken == 0 && isWatched),
            "passed without being watched, or not while it was"
        );
        require(verdict != IColdChain.Verdict.None, "no verdict");
    }

    /// However the batch is split, before or after: a failing log can hold every unit that shares a pack with its range, and
    /// holds nothing else but what was one unit with the range when it was anchored.
    function testFuzz_aLogHoldsWhatOverlapsIt(
        bytes8 splits,
        bytes8 later,
        uint8 level,
        uint32 position
    ) public {
        level = level % (DEPTH + 1);
        position = position % (uint32(1) << (DEPTH - level));
        _split(splits);
        IPackRegistry.UnitRef memory range = _unit(level, position);
        IPackRegistry.UnitRef memory whole = _unitOfPack(position << level);
        _anchor(range);
        _split(later);

        for (uint32 index = 0; index < PACKS; ++index) {
            IPackRegistry.UnitRef memory unit = _unitOfPack(index);
            bool isOverlap = _isOverlap(unit, range);
            try _coldChain.extend(range, bytes32("event"), unit) {
                require(isOverlap, "extended to a unit that shares no pack with the range");
            } catch {}
            bool isHeld = _provenance.unitOf(unit).holds == Holds.QUARANTINED;
            bool isOfWhole = whole.level > level && _isOverlap(unit, whole);
            require(isHeld == (isOverlap || isOfWhole), "not held, or held without a reason");
        }
    }

    function _split(bytes8 seed) private {
        for (uint256 step = 0; step < 8; ++step) {
            uint8 act = uint8(seed[step]);
            IPackRegistry.UnitRef memory unit = _unitOfPack(act % PACKS);
            if (unit.level == 0 || act & 128 != 0) continue;
            _provenance.disaggregate(unit, unit.level - 1 - ((act >> 4) % unit.level));
        }
    }

    /// By the indices that they cover.
    function _isOverlap(
        IPackRegistry.UnitRef memory one,
        IPackRegistry.UnitRef memory other
    ) private pure returns (bool) {
        return
            one.position << one.level < (other.position + 1) << other.level &&
            other.position << other.level < (one.position + 1) << one.level;
    }

    function _anchor(IPackRegistry.UnitRef memory range) private {
        uint40 now_ = uint40(block.timestamp);
        IColdChain.Summary memory summary = IColdChain.Summary(now_ - 3600, now_, 100, 700, 500, 0, 600, 7);
        address logger = vm.addr(LOGGER_KEY);
        IColdChain.Log memory log = IColdChain.Log(range, summary, bytes32("event"), bytes32(0), logger);
        _coldChain.anchor(log, _profile, _sign(_coldChain.digestOf(log)));
    }

    function _sign(bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(LOGGER_KEY, digest);
        return bytes.concat(r, s, bytes1(v));
    }
}
