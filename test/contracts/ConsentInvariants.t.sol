// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ConsentHandler} from "./support/ConsentHandler.sol";

/// @dev After any sequence of acts: revoked, expired, denied or opted-out consent never authorises, what is authorised is
/// permitted, counts only rise, grants signed before a restrictive act fail, nobody stops a signed restriction, and a
/// guardian neither ends a denial nor keeps the patient from anything.
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
        _handler.keepRestriction(0, 0);
        _handler.guard(0, 0, 30 days);
        _handler.useKeptRestriction(0);
        require(_handler.keptRestrictionsUsed() == 1, "a kept restriction was not used");
        _handler.useKeptGrant(1);
        require(_handler.keptGrantsUsed() == 1, "a kept grant outlived a restriction");
        require(_handler.guardianActs() == 1, "the guardian did not act");
        require(_handler.check(0, 0), "the handler's account is wrong");
        require(bytes(_handler.broken()).length == 0, _handler.broken());
    }
}
