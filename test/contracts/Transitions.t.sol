// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDrugProvenance} from "../../contracts/interfaces/IDrugProvenance.sol";
import {Transitions} from "../../contracts/libraries/Transitions.sol";
import {Holds} from "../../contracts/types/Holds.sol";

/// @dev Every cell of the table of transitions, against the rules as the words say them.
contract TransitionsTest {
    struct State {
        IDrugProvenance.Lifecycle lifecycle;
        bool isQuarantined;
        bool isSuspect;
        bool isIllegitimate;
        bool isRecalled;
        bool isExpired;
    }

    uint256 private constant LIFECYCLES = 7;
    uint256 private constant ACTS = 12;

    function test_everyCellIsAsTheWordsSay() external pure {
        uint256 cells = 0;
        uint256 allowed = 0;
        for (uint8 act = 0; act < ACTS; ++act) {
            for (uint8 lifecycle = 0; lifecycle < LIFECYCLES; ++lifecycle) {
                for (uint8 holds = 0; holds < 16; ++holds) {
                    for (uint8 expired = 0; expired < 2; ++expired) {
                        bool isAllowed = _check(act, lifecycle, holds, expired == 1);
                        ++cells;
                        if (isAllowed) ++allowed;
                    }
                }
            }
        }
        require(cells == 2688, "cells are missing");
        // 1 + 1 + 16 + 1 + 1 + 32 + 48 + 96 + 32 + 64 + 32 + 96: counted by hand from the words.
        require(allowed == 420, "another number of cells is allowed");
        require(uint8(type(Transitions.Act).max) + 1 == ACTS, "an act is missing");
        require(uint8(type(IDrugProvenance.Lifecycle).max) + 1 == LIFECYCLES, "a lifecycle is missing");
        require(Holds.ALL == 15, "a hold is missing");
    }

    /// Whatever else holds: what is recalled leaves by a return or destruction only, if it is not stolen.
    function test_recalledUnitsOnlyReturnOrAreDestroyed() external pure {
        for (uint8 lifecycle = 0; lifecycle < LIFECYCLES; ++lifecycle) {
            for (uint8 holds = 8; holds < 16; ++holds) {
                for (uint8 expired = 0; expired < 2; ++expired) {
                    Transitions.Act[5] memory exits = [
                        Transitions.Act.Release,
                        Transitions.Act.Transfer,
                        Transitions.Act.Restock,
                        Transitions.Act.Dispense,
                        Transitions.Act.TakeSample
                    ];
                    for (uint256 exit = 0; exit < exits.length; ++exit) {
                        bool isAllowed = Transitions.isAllowed(
                            exits[exit],
                            IDrugProvenance.Lifecycle(lifecycle),
                            holds,
                            expired == 1
                        );
                        require(!isAllowed, "a recalled unit leaves");
                    }
                }
            }
        }
    }

    function _check(
        uint8 act,
        uint8 lifecycle,
        uint8 holds,
        bool isExpired
    ) private pure returns (bool isAllowed) {
        isAllowed = Transitions.isAllowed(
            Transitions.Act(act),
            IDrugProvenance.Lifecycle(lifecycle),
            holds,
            isExpired
        );
        State memory state = State({
            lifecycle: IDrugProvenance.Lifecycle(lifecycle),
            isQuarantined: holds & Holds.QUARANTINED != 0,
            isSuspect: holds & Holds.SUSPECT != 0,
            isIllegitimate: holds & Holds.ILLEGITIMATE != 0,
            isRecalled: holds & Holds.RECALLED != 0,
            isExpired: isExpired
        });
        require(isAllowed == _words(Transitions.Act(act), state), "a cell is not as the words say");
    }

    function _words(Transitions.Act act, State memory state) private pure returns (bool) {
        bool isCommissioned = state.lifecycle == IDrugProvenance.Lifecycle.Commissioned;
        bool isAvailable = state.lifecycle == IDrugProvenance.Lifecycle.Available;
        bool isReturned = state.lifecycle == IDrugProvenance.Lifecycle.Returned;
        // Destroyed, stolen, sampled or unknown: nothing can be done with it any more.
        bool isInStock = isCommissioned || isAvailable || isReturned;
        bool isUnderInvestigation = state.isSuspect || state.isIllegitimate;
        bool isFree = !state.isQuarantined && !isUnderInvestigation && !state.isRecalled;
        bool isSaleable = isFree && !state.isExpired;

        // Only what was never released is released, and only what could be sold.
        if (act == Transitions.Act.Release) return isCommissioned && isSaleable;
        // What is available and could be sold moves forward and is dispensed; what came back must be restocked first.
        if (act == Transitions.Act.Transfer) return isAvailable && isSaleable;
        if (act == Transitions.Act.Dispense) return isAvailable && isSaleable;
        if (act == Transitions.Act.Restock) return isReturned && isSaleable;
        // Whatever is for sale or came back can go back, recalled, quarantined or expired, but not while it may be evidence.
        if (act == Transitions.Act.Return) return (isAvailable || isReturned) && !isUnderInvestigation;
        // A dispensing can be undone under any hold, and after the last day of use.
        if (act == Transitions.Act.Undo) return isAvailable;
        // What is being investigated is not destroyed; once it is known to be illegitimate it is.
        if (act == Transitions.Act.Destroy) return isInStock && !state.isSuspect;
        if (act == Transitions.Act.ReportStolen) return isInStock;
        // A recall keeps everything together.
        if (act == Transitions.Act.TakeSample) return (isAvailable || isReturned) && !state.isRecalled;
        // A batch that was not released stays whole.
        if (act == Transitions.Act.Disaggregate) return isAvailable || isReturned;
        // Suspicion is of one unit, and so is the verdict on it.
        if (act == Transitions.Act.Aggregate) return (isAvailable || isReturned) && !state.isSuspect;
        if (act == Transitions.Act.Hold) return isInStock;
        revert("no words for this act");
    }
}
