// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DrugHandler} from "./support/DrugHandler.sol";

/// @dev After any sequence of acts: every pack lies in one unit, the packs that all keep together are as many as there were,
/// nobody but the holder moved anything, no pack was dispensed twice net of undo, what is recalled left by returns or
/// destruction only, and lifting one hold lifted no other.
contract DrugInvariantsTest {
    DrugHandler private _handler;

    function setUp() public {
        _handler = new DrugHandler();
    }

    /// The runner calls these contracts only. Named by forge-std's StdInvariant.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_theStateFollowsTheActs() external view {
        require(_handler.check(), "a pack is not where the acts say");
        require(_handler.held() == _handler.PACKS(), "packs appeared or are gone");
    }

    function invariant_noRuleIsBroken() external view {
        require(bytes(_handler.broken()).length == 0, _handler.broken());
    }

    /// The handler's acts come to something: without this the invariants could hold for want of acts.
    function test_theActsComeToSomething() external {
        // Both, to the first pharmacy.
        _handler.propose((2 << 8) | (2 << 16) | (1 << 24));
        _handler.accept((2 << 8) | 1);
        require(_handler.moved() == 1, "nothing moved");
        _handler.disaggregate(0);
        require(_handler.split() == 1, "nothing was split");
        _handler.pass(0);
        _handler.dispense(uint256(5) << 64);
        require(_handler.dispensed() == 1, "nothing was dispensed");
        _handler.pass(0);
        _handler.undo(uint256(5) << 64);
        require(_handler.undone() == 1, "nothing was undone");
        _handler.suspect(uint256(6) << 64);
        _handler.lift(uint256(6) << 64);
        require(_handler.lifted() == 1, "nothing was lifted");
        _handler.aggregate(0);
        require(_handler.joined() == 1, "nothing was joined");
        _handler.recall(3 << 8);
        require(_handler.isRecalled(3), "nothing was recalled");
        _handler.dispense(3 << 8);
        require(_handler.dispensed() == 1, "a recalled pack was dispensed");
        require(_handler.check(), "the handler's account is wrong");
        require(bytes(_handler.broken()).length == 0, _handler.broken());
    }
}
