// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PlannerHandler} from "./support/PlannerHandler.sol";

/// @dev After any sequence of acts: at most one order a period, no window over the cap, nothing placed while held or from what is
/// not current, and orders moved only by their parties along the allowed edges.
contract PlannerInvariantsTest {
    PlannerHandler private _handler;

    function setUp() public {
        _handler = new PlannerHandler(5);
    }

    /// The runner calls these contracts only. Named by forge-std's StdInvariant.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_theStateFollowsTheActs() external view {
        require(_handler.check(), "the policy or an order is not as the acts say");
    }

    function invariant_noWindowIsOverTheCap() external view {
        require(_handler.checkWindows(), "over the cap, or two orders in one period");
    }

    function invariant_noRuleIsBroken() external view {
        require(bytes(_handler.broken()).length == 0, _handler.broken());
    }

    /// However wide the window and however far apart the orders: the ring says what an account by periods says.
    function testFuzz_theRingIsAnAccountByPeriods(uint8 window, uint256[12] calldata seeds) external {
        PlannerHandler handler = new PlannerHandler(1 + (window % 16));
        for (uint256 index = 0; index < seeds.length; ++index) {
            handler.recordPosition(0);
            handler.placeOrder((seeds[index] << 8) | 3);
            handler.pass(seeds[index]);
            require(handler.check() && handler.checkWindows(), "the ring is wrong");
        }
        require(handler.placed() != 0, "nothing was placed");
        require(bytes(handler.broken()).length == 0, handler.broken());
    }

    /// The handler's acts come to something: without this the invariants could hold for want of acts.
    function test_theActsComeToSomething() external {
        _handler.recordPosition(0);
        // Above the threshold: 1 + 29.
        _handler.placeOrder((29 << 16) | (1 << 8) | 3);
        require(_handler.placed() == 1, "nothing was placed");
        // By the second account of the site.
        _handler.move(8);
        require(_handler.moved() == 1, "nothing was confirmed");
        _handler.move((2 << 16) | 1);
        require(_handler.moved() == 2, "nothing was accepted");
        _handler.move((3 << 16) | 1);
        require(_handler.moved() == 3, "nothing was given up");
        require(_handler.check() && _handler.checkWindows(), "the handler's account is wrong");
        require(bytes(_handler.broken()).length == 0, _handler.broken());
    }
}
