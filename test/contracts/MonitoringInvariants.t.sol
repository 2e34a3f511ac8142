// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MonitoringHandler} from "./support/MonitoringHandler.sol";

/// @dev After any sequence of acts: no report landed without approval, period and consent of unchanged generation, a critical
/// alert that nobody acknowledged could be escalated whenever it was due, and only then, and what is off can be
/// declared so.
contract MonitoringInvariantsTest {
    MonitoringHandler private _handler;

    function setUp() public {
        _handler = new MonitoringHandler();
    }

    /// The runner calls these contracts only. Named by forge-std's StdInvariant.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_theStateFollowsTheActs() external view {
        for (uint256 index = 0; index < _handler.STANDINGS(); ++index) {
            require(_handler.check(index), "a standing request or an alert is not as the acts say");
        }
    }

    function invariant_noRuleIsBroken() external view {
        require(bytes(_handler.broken()).length == 0, _handler.broken());
    }

    /// The handler's acts come to something: without this the invariants could hold for want of acts.
    function test_theActsComeToSomething() external {
        _handler.approve(0);
        _handler.pass(1 hours);
        _handler.report(256, 2);
        require(_handler.reported() == 1, "no report landed");
        _handler.pass(1 hours);
        _handler.escalate(256);
        require(_handler.escalated() == 1, "nothing was escalated");
        _handler.acknowledge(256);
        require(_handler.acknowledged() == 1, "nothing was acknowledged");
        _handler.revoke(1);
        _handler.declareOff(0);
        require(_handler.declared() == 1, "nothing was declared off");
        _handler.grant(1);
        _handler.end(0);
        _handler.approve(0);
        require(_handler.check(0) && _handler.check(1), "the handler's account is wrong");
        require(bytes(_handler.broken()).length == 0, _handler.broken());
    }
}
