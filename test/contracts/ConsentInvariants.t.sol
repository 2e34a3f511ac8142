// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ConsentHandler} from "./support/ConsentHandler.sol";

/// @dev After any sequence of acts: revoked or expired consent never authorises, what is authorised is permitted,
/// counters only rise, grants signed before a revocation fail, and nobody stops a signed revocation.
contract ConsentInvariantsTest {
    ConsentHandler private _handler;

    function setUp() public {
        _handler = new ConsentHandler();
    }

    /// The runner calls these contracts only. Named by forge-std's StdInvariant.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_decisionsFollowTheAccountOfActs() external {
        for (uint256 patient = 0; patient < _handler.PATIENTS(); ++patient) {
            for (uint256 grantee = 0; grantee < _handler.GRANTEES(); ++grantee) {
                require(_handler.check(patient, grantee), "a decision or a counter is not as the acts say");
            }
        }
    }

    function invariant_noRuleIsBroken() external view {
        require(bytes(_handler.broken()).length == 0, _handler.broken());
    }

    /// The handler's own paths come to something: without this the invariants could hold for want of acts.
    function test_keptSignaturesAreUsed() external {
        _handler.keepGrant(0, 0, 30 days);
        _handler.useKeptGrant(0);
        require(_handler.keptGrantsUsed() == 1, "a kept grant was not used");
        _handler.keepGrant(0, 0, 30 days);
        _handler.keepRevocation(0);
        _handler.useKeptRevocation(0);
        require(_handler.keptRevocationsUsed() == 1, "a kept revocation was not used");
        _handler.useKeptGrant(1);
        require(_handler.keptGrantsUsed() == 1, "a kept grant outlived a revocation");
        require(_handler.check(0, 0), "the handler's account is wrong");
        require(bytes(_handler.broken()).length == 0, _handler.broken());
    }
}
