// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccreditationRegistry} from "../../../contracts/AccreditationRegistry.sol";
import {ConsentRegistry} from "../../../contracts/ConsentRegistry.sol";
import {ModelRegistry} from "../../../contracts/ModelRegistry.sol";
import {Monitoring} from "../../../contracts/Monitoring.sol";
import {OracleCommittee} from "../../../contracts/OracleCommittee.sol";
import {IConsentRegistry} from "../../../contracts/interfaces/IConsentRegistry.sol";
import {IModelRegistry} from "../../../contracts/interfaces/IModelRegistry.sol";
import {IMonitoring} from "../../../contracts/interfaces/IMonitoring.sol";
import {IOracleCommittee} from "../../../contracts/interfaces/IOracleCommittee.sol";
import {Roles} from "../../../contracts/types/Roles.sol";
import {
    AlertId,
    Category,
    ModelVersion,
    Purpose,
    RequestId,
    StandingId
} from "../../../contracts/types/Types.sol";
import {CommitteeTest} from "./CommitteeTest.sol";

/// @dev Acts of a patient, a requester, the committee and passers-by on two standing requests in any order, while time goes
/// on. Keeps its own account of what may happen, by the rules as documented.
contract MonitoringHandler is CommitteeTest {
    uint256 public constant STANDINGS = 2;
    uint256 public constant EVENTS = 3;
    uint256 private constant PATIENT_KEY = 0xA11CE;
    address private constant REQUESTER = address(0xC11);
    uint256 private constant ESCALATION_TIME = 15 minutes;

    Monitoring public immutable monitoring;
    ConsentRegistry private immutable _consents;
    OracleCommittee private immutable _committee;
    ModelVersion private immutable _model;
    uint40 private immutable _begin;
    uint256[] private _signers;

    /// @dev The first rule that was broken, or empty.
    string public broken;

    /// @dev How often acts came to something, so that a test can see that they do.
    uint256 public reported;
    uint256 public escalated;
    uint256 public acknowledged;
    uint256 public declared;

    bool[2] private _isApproved;
    bool[2] private _isEnded;
    uint32[2] private _approvedIn;
    mapping(AlertId alertId => uint256) private _levels;

    constructor() {
        vm.warp(1_800_000_000);
        AccreditationRegistry accreditations;
        (accreditations, _consents) = _deployConsents();
        ModelRegistry models = new ModelRegistry(accreditations);
        _committee = new OracleCommittee(accreditations);
        monitoring = new Monitoring(accreditations, _consents, models, _committee);
        _accreditClinician(accreditations, REQUESTER, address(0x0517A1));
        accreditations.accredit(address(_committee), address(0x0CA1E), Roles.ORACLE, type(uint40).max);
        uint256[] memory keys = _keys(4);
        _signers = keys;
        _configure(accreditations, _committee, keys, 1);
        _model = models.approve(IModelRegistry.ModelDescriptor("w", "c", "p", "r", 1));
        _begin = uint40(block.timestamp) + 1 hours;
        grant(0);
        grant(1);
    }

    function grant(uint256 seed) public {
        vm.prank(_patient());
        _consents.grant(
            _patient(),
            _grantee(seed),
            IConsentRegistry.Terms(false, 1 << 6, 1, 0, uint40(block.timestamp + 2 days))
        );
    }

    function revoke(uint256 seed) external {
        vm.prank(_patient());
        if (seed % 4 == 0) _consents.revokeAll(_patient());
        else _consents.revoke(_patient(), _grantee(seed));
    }

    function approve(uint256 seed) external {
        uint256 index = seed % STANDINGS;
        vm.prank(_patient());
        try monitoring.approve(standingAt(index)) {
            _note(!_isEnded[index], "an ended standing request was approved");
            if (!_isApproved[index]) _approvedIn[index] = _consents.headerOf(_patient()).generation;
            _isApproved[index] = true;
        } catch {
            _note(_isEnded[index] || block.timestamp >= standingAt(index).end, "an approval was refused");
        }
    }

    function end(uint256 seed) external {
        // Rarely, so that much else happens before.
        if (seed % 8 != 0) return;
        uint256 index = (seed / 8) % STANDINGS;
        vm.prank((seed / 16) % 2 == 0 ? _patient() : REQUESTER);
        monitoring.end(standingAt(index));
        _isEnded[index] = true;
    }

    function report(uint256 seed, uint256 severitySeed) external {
        uint256 index = seed % STANDINGS;
        IMonitoring.StandingRequest memory standing = standingAt(index);
        bytes32 eventHash = bytes32(_bound(seed >> 8, 1, EVENTS));
        IMonitoring.Severity severity = IMonitoring.Severity(severitySeed % 3);
        AlertId alertId = monitoring.alertIdOf(monitoring.standingIdOf(standing), eventHash);
        bool isNew = monitoring.alertOf(alertId).raisedAt == 0;
        bool isAllowed = _isAllowed(index, standing);
        try
            monitoring.report(
                standing,
                eventHash,
                severity,
                "report",
                _committee.currentConfiguration().digest,
                _signatures(alertId, severity)
            )
        {
            _note(!isNew || isAllowed, "a report landed that may not");
            if (isNew) ++reported;
        } catch {
            _note(!isNew || !isAllowed, "a report was refused that may land");
        }
    }

    function acknowledge(uint256 seed) external {
        (IMonitoring.StandingRequest memory standing, bytes32 eventHash, AlertId alertId) = _alert(seed);
        bool isThere = monitoring.alertOf(alertId).raisedAt != 0;
        vm.prank(REQUESTER);
        try monitoring.acknowledge(standing, eventHash) {
            _note(isThere, "an alert was acknowledged that is not there");
            ++acknowledged;
        } catch {
            _note(!isThere, "the requester could not acknowledge");
        }
    }

    /// Invariant 18: an unacknowledged critical alert escalates whenever another escalation time has passed.
    function escalate(uint256 seed) external {
        (IMonitoring.StandingRequest memory standing, bytes32 eventHash, AlertId alertId) = _alert(seed);
        IMonitoring.AlertState memory alert = monitoring.alertOf(alertId);
        bool isOpen = alert.severity == IMonitoring.Severity.Critical && alert.acknowledgedAt == 0;
        uint256 periods = (block.timestamp - alert.raisedAt) / ESCALATION_TIME;
        bool isDue = alert.raisedAt != 0 && isOpen && periods > _levels[alertId];
        try monitoring.escalate(monitoring.standingIdOf(standing), eventHash) {
            _note(isDue, "an alert was escalated that was not due");
            _levels[alertId] = periods;
            _note(monitoring.alertOf(alertId).level == periods, "the level is wrong");
            ++escalated;
        } catch {
            _note(!isDue, "an alert that was due could not be escalated");
        }
    }

    function declareOff(uint256 seed) external {
        uint256 index = seed % STANDINGS;
        try monitoring.declareOff(standingAt(index)) {
            _note(
                _isApproved[index] && !_isEnded[index],
                "what was not approved, or ended, was declared off"
            );
            _note(!_isOn(index), "monitoring was declared off that is on");
            ++declared;
        } catch {
            _note(
                !_isApproved[index] || _isEnded[index] || _isOn(index),
                "monitoring that is off passes as on"
            );
        }
    }

    function pass(uint256 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 1, 3 hours));
    }

    function standingAt(uint256 index) public view returns (IMonitoring.StandingRequest memory) {
        return
            IMonitoring.StandingRequest(
                _patient(),
                REQUESTER,
                _model,
                Purpose.wrap(0),
                Category.wrap(6),
                "secret",
                _begin,
                _begin + (index == 0 ? 1 days : 3 days),
                1 hours,
                index
            );
    }

    /// @dev Whether the state is as the acts say: nothing was heard after the end, alerts only rise in level.
    function check(uint256 index) external view returns (bool) {
        StandingId standingId = monitoring.standingIdOf(standingAt(index));
        IMonitoring.StandingState memory state = monitoring.standingOf(standingId);
        if ((state.approvedAt != 0) != _isApproved[index]) return false;
        if ((state.endedAt != 0) != _isEnded[index]) return false;
        if (_isEnded[index] && state.heardAt > state.endedAt) return false;
        for (uint256 number = 1; number <= EVENTS; ++number) {
            AlertId alertId = monitoring.alertIdOf(standingId, bytes32(number));
            IMonitoring.AlertState memory alert = monitoring.alertOf(alertId);
            if (alert.level != _levels[alertId]) return false;
            if (alert.raisedAt > state.heardAt) return false;
            if (alert.raisedAt != 0 && alert.raisedAt < state.approvedAt) return false;
        }
        return true;
    }

    function _isAllowed(
        uint256 index,
        IMonitoring.StandingRequest memory standing
    ) private view returns (bool) {
        return
            _isApproved[index] &&
            !_isEnded[index] &&
            block.timestamp >= standing.start &&
            block.timestamp < standing.end &&
            _hasConsent(index);
    }

    function _hasConsent(uint256 index) private view returns (bool) {
        return
            _isPermitted(REQUESTER) &&
            _isPermitted(address(_committee)) &&
            _consents.headerOf(_patient()).generation == _approvedIn[index];
    }

    function _isPermitted(address grantee) private view returns (bool) {
        return
            _consents.decide(_patient(), grantee, Category.wrap(6), Purpose.wrap(0)) ==
            IConsentRegistry.Decision.Permitted;
    }

    function _isOn(uint256 index) private view returns (bool) {
        IMonitoring.StandingRequest memory standing = standingAt(index);
        if (block.timestamp < standing.start) return true;
        if (block.timestamp >= standing.end || !_hasConsent(index)) return false;
        IMonitoring.StandingState memory state = monitoring.standingOf(monitoring.standingIdOf(standing));
        uint256 since = standing.start;
        if (state.approvedAt > since) since = state.approvedAt;
        if (state.heardAt > since) since = state.heardAt;
        return block.timestamp <= since + standing.heartbeat;
    }

    function _alert(
        uint256 seed
    ) private view returns (IMonitoring.StandingRequest memory standing, bytes32 eventHash, AlertId alertId) {
        standing = standingAt(seed % STANDINGS);
        eventHash = bytes32(_bound(seed >> 8, 1, EVENTS));
        alertId = monitoring.alertIdOf(monitoring.standingIdOf(standing), eventHash);
    }

    function _signatures(AlertId alertId, IMonitoring.Severity severity) private view returns (bytes memory) {
        return
            _signReport(
                _committee,
                IOracleCommittee.Report(
                    address(monitoring),
                    _committee.currentConfiguration().digest,
                    RequestId.wrap(AlertId.unwrap(alertId)),
                    _model,
                    keccak256(abi.encode(severity, bytes32("report")))
                ),
                _signers,
                7
            );
    }

    function _note(bool holds, string memory rule) private {
        if (!holds && bytes(broken).length == 0) broken = rule;
    }

    function _grantee(uint256 seed) private view returns (address) {
        return seed % 2 == 0 ? REQUESTER : address(_committee);
    }

    function _patient() private pure returns (address) {
        return vm.addr(PATIENT_KEY);
    }
}
