// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IInvestigations} from "../../contracts/interfaces/IInvestigations.sol";
import {IPackRegistry} from "../../contracts/interfaces/IPackRegistry.sol";
import {Holds} from "../../contracts/types/Holds.sol";
import {MedicinesTest} from "./support/MedicinesTest.sol";

contract InvestigationsTest is MedicinesTest {
    uint32 private constant PACKS = 16;

    IInvestigations private _investigations;

    /// @dev What became of each investigation, in the order of their opening.
    IInvestigations.Verdict[] private _verdicts;
    IPackRegistry.UnitRef[] private _investigated;

    /// @dev Of each pack: the number of the latest investigation of a unit that held it, from 1 on.
    mapping(uint32 index => uint256 number) private _source;

    function setUp() public {
        _commission();
        _investigations = _provenance.investigations();
    }

    /// However units are split, joined, investigated and settled: a pack is suspect at least as long as its investigation is
    /// open, illegitimate only by a verdict on it; and once all is determined and settled, exactly so.
    /// @dev One run is 32 acts, after each of which every pack is looked at.
    /// hardhat-config: fuzz.runs = 100
    function testFuzz_noHoldIsLostOrStuck(bytes32 seed) public {
        for (uint256 step = 0; step < 32; ++step) {
            uint256 act = uint8(seed[step]);
            _act(act & 7, (uint32(act >> 3) % PACKS) + (uint32(uint256(seed) >> 252) % 2));
            for (uint32 index = 0; index < PACKS; ++index) _requireAtLeast(index);
        }
        for (uint256 number = 0; number < _verdicts.length; ++number) {
            if (_verdicts[number] == IInvestigations.Verdict.Open) _determine(number, number % 2 == 0);
        }
        for (uint32 index = 0; index < PACKS; ++index) {
            IPackRegistry.UnitRef memory unit = _unitOfPack(index);
            if (_provenance.unitOf(unit).holds & Holds.SUSPECT != 0) _investigations.settle(unit);
            uint8 holds = _provenance.unitOf(unit).holds;
            require(holds == _holdsAfter(index), "a hold was lost or is stuck");
        }
    }

    /// Without this the rule above could hold for want of acts.
    function test_theActsComeToSomething() public {
        _act(0, 0);
        _act(2, 0);
        _act(3, 0);
        require(_verdicts.length == 1, "nothing was opened");
        _act(4, 0);
        require(_verdicts[0] == IInvestigations.Verdict.Cleared, "nothing was determined");
        _act(2, 0);
        _act(5, 0);
        require(_verdicts[1] == IInvestigations.Verdict.Illegitimate, "nothing was illegitimate");
        require(_holdsAfter(0) == Holds.ILLEGITIMATE | Holds.QUARANTINED, "the account is wrong");
        _requireAtLeast(0);
    }

    function _act(uint256 kind, uint32 seed) private {
        uint32 index = seed % PACKS;
        IPackRegistry.UnitRef memory unit = _unitOfPack(index);
        if (kind <= 1) {
            if (unit.level != 0) _provenance.disaggregate(unit, unit.level - uint8(1 + (kind % unit.level)));
        } else if (kind == 2) {
            _open(unit);
        } else if (kind == 3) {
            // Touches a unit.
            _provenance.quarantine(unit, bytes32(0));
        } else if (kind <= 5) {
            for (uint256 number = 0; number < _verdicts.length; ++number) {
                if (_verdicts[number] == IInvestigations.Verdict.Open) return _determine(number, kind == 4);
            }
        } else if (kind == 6) {
            if (unit.level != DEPTH) {
                uint8 above = unit.parentLevel;
                IPackRegistry.UnitRef memory whole = _unit(above, index >> above);
                try _provenance.aggregate(whole) {} catch {}
            }
        } else {
            try _investigations.settle(unit) {} catch {}
        }
    }

    function _open(IPackRegistry.UnitRef memory unit) private {
        try _investigations.open(unit, bytes32(0)) {} catch {
            return;
        }
        _verdicts.push(IInvestigations.Verdict.Open);
        _investigated.push(unit);
        uint32 first = unit.position << unit.level;
        for (uint32 index = first; index < first + (uint32(1) << unit.level); ++index) {
            _source[index] = _verdicts.length;
        }
    }

    function _determine(uint256 number, bool isCleared) private {
        _verdicts[number] =
            isCleared ? IInvestigations.Verdict.Cleared : IInvestigations.Verdict.Illegitimate;
        _investigations.determine(_investigated[number], _verdicts[number], bytes32(0));
    }

    function _requireAtLeast(uint32 index) private view {
        uint8 holds = _provenance.unitOf(_unitOfPack(index)).holds;
        IInvestigations.Verdict verdict = _verdictOn(index);
        bool isSuspect = holds & Holds.SUSPECT != 0;
        bool isIllegitimate = holds & Holds.ILLEGITIMATE != 0;
        if (_source[index] == 0) {
            require(!isSuspect && !isIllegitimate, "held without an investigation");
        } else if (verdict == IInvestigations.Verdict.Open) {
            require(isSuspect, "a suspicion was lost");
        } else if (verdict == IInvestigations.Verdict.Illegitimate) {
            require(isSuspect != isIllegitimate, "illegitimate and neither held nor suspect");
        }
        bool isJustified = verdict == IInvestigations.Verdict.Illegitimate;
        require(!isIllegitimate || isJustified, "illegitimate without a verdict");
    }

    /// The holds of investigations that are left at the end, and quarantine as it is.
    function _holdsAfter(uint32 index) private view returns (uint8 holds) {
        holds = _provenance.unitOf(_unitOfPack(index)).holds & Holds.QUARANTINED;
        if (_verdictOn(index) == IInvestigations.Verdict.Illegitimate) holds |= Holds.ILLEGITIMATE;
    }

    function _verdictOn(uint32 index) private view returns (IInvestigations.Verdict) {
        uint256 number = _source[index];
        return number == 0 ? IInvestigations.Verdict.Open : _verdicts[number - 1];
    }
}
