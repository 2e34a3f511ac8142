// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccreditationRegistry} from "../../../contracts/AccreditationRegistry.sol";
import {ModelRegistry} from "../../../contracts/ModelRegistry.sol";
import {OracleCommittee} from "../../../contracts/OracleCommittee.sol";
import {ReplenishmentPlanner} from "../../../contracts/ReplenishmentPlanner.sol";
import {IDrugProvenance} from "../../../contracts/interfaces/IDrugProvenance.sol";
import {IModelRegistry} from "../../../contracts/interfaces/IModelRegistry.sol";
import {IOracleCommittee} from "../../../contracts/interfaces/IOracleCommittee.sol";
import {IReplenishmentPlanner} from "../../../contracts/interfaces/IReplenishmentPlanner.sol";
import {Roles} from "../../../contracts/types/Roles.sol";
import {ModelVersion, PolicyId, RequestId} from "../../../contracts/types/Types.sol";
import {CommitteeTest} from "./CommitteeTest.sol";

/// @dev Acts of two accounts of a site, its supplier, the authority, a stranger and the committee on one policy in any order,
/// while time goes on. Positions are of a small set, so that old ones come back; each has two forecasts; a period is longer
/// than a position lasts. Keeps its own account of what may happen, by the rules as documented: every period has its own
/// entry, and no ring.
contract PlannerHandler is CommitteeTest {
    uint256 private constant LENGTH = 6 hours;
    uint256 private constant MAXIMUM_AGE = 4 hours;
    uint256 private constant CONFIRM_ABOVE = 20;
    address private constant SITE = address(0x517E);
    address private constant PERSON = address(0x9E50);
    address private constant SUPPLIER = address(0x5099);
    address private constant STRANGER = address(0x57A2);
    bytes32 private constant CONTENT = "content";

    ReplenishmentPlanner public immutable planner;
    OracleCommittee private immutable _committee;
    ModelVersion private immutable _model;
    uint256 private immutable _start;
    PolicyId private immutable _policyId;
    uint256 public immutable window;
    uint256[] private _signers;

    /// @dev The first rule that was broken, or empty.
    string public broken;

    uint256 public placed;
    uint256 public moved;

    bool private _isHeld;
    bytes32 private _position;
    uint256 private _positionAt;
    uint256 private _olderAt;
    address private _recorder;
    bytes32 private _forecast;
    uint256 private _forecastAt;

    /// @dev What was decided, in order, and by period: the share, and the status as acts left it.
    IReplenishmentPlanner.Decision[] private _decisions;
    mapping(uint256 period => uint256) private _shares;
    mapping(uint256 period => uint256) private _decidedAt;
    mapping(uint256 period => IReplenishmentPlanner.Status) private _statuses;

    constructor(uint8 window_) {
        vm.warp(1_800_000_000);
        window = window_;
        AccreditationRegistry accreditations = new AccreditationRegistry(address(this), 0);
        ModelRegistry models = new ModelRegistry(accreditations);
        _committee = new OracleCommittee(accreditations);
        // No unit is shipped here: that is a matter of the tests with medicines.
        planner = new ReplenishmentPlanner(accreditations, _committee, models, IDrugProvenance(address(0)));
        uint256[] memory keys = _keys(4);
        _signers = keys;
        _configure(accreditations, _committee, keys, 1);
        _model = models.approve(IModelRegistry.ModelDescriptor("w", "c", "p", "r", 1 << 4));
        accreditations.accredit(SITE, address(0xA), Roles.DISPENSER, type(uint40).max);
        accreditations.accredit(PERSON, address(0xA), Roles.DISPENSER, type(uint40).max);
        accreditations.accredit(SUPPLIER, address(0xB), Roles.DISTRIBUTOR, type(uint40).max);
        accreditations.accredit(STRANGER, address(0xC), Roles.TRADERS, type(uint40).max);
        _start = block.timestamp;
        vm.prank(SITE);
        _policyId = planner.setPolicy(
            CONTENT,
            IReplenishmentPlanner.Terms(address(0xB), uint40(_start), 6, 4, window_, uint8(CONFIRM_ABOVE))
        );
    }

    function pass(uint256 seconds_) external {
        // Mostly within a period or two, at times over all that the ring holds.
        vm.warp(block.timestamp + _bound(seconds_ >> 8, 1, seconds_ % 16 == 0 ? 20 * LENGTH : LENGTH));
    }

    function hold(uint256 seed) external {
        bool isHeld = (seed >> 8) % 4 == 0;
        (address account, uint256 party) = _party(seed);
        vm.prank(account);
        bool isAllowed = party == 3 || (party == 0 && (isHeld || account != _recorder));
        try planner.hold(_policyId, isHeld) {
            _note(isAllowed, "who may not held the policy, or let it go");
            _isHeld = isHeld;
        } catch {
            _note(!isAllowed, "who may could not hold the policy, or let it go");
        }
    }

    function recordPosition(uint256 seed) external {
        uint256 choice = (seed >> 8) % 8;
        bytes32 position = choice == 7 ? bytes32(0) : _positionOf(choice);
        (address account, uint256 party) = _party(seed);
        vm.prank(account);
        try planner.recordPosition(_policyId, position) {
            _note(party == 0, "not the site recorded a position");
            (_position, _olderAt, _positionAt, _forecastAt) = (position, _positionAt, block.timestamp, 0);
            if (position != 0) _recorder = account;
        } catch {
            _note(party != 0, "the site could not record a position");
        }
    }

    /// An order as it could come: mostly after a forecast of now, at times with what is old or wrong.
    function placeOrder(uint256 seed) external {
        uint256 period = currentPeriod() + (seed % 16 == 0 ? 1 : 0);
        bytes32 position = seed % 8 == 1 ? _positionOf(seed >> 8) : _position;
        // At times the committee signed for an earlier recording, which may have been of the same position.
        uint256 signedAt = seed % 8 == 5 ? _olderAt : _positionAt;
        if (seed % 4 != 2) _landForecast(position, uint32(period), signedAt, (seed >> 24) % 2);
        uint256 share = (seed >> 8) % 8 == 0 ? (seed >> 16) % 256 : _bound(seed >> 16, 1, 45);
        IReplenishmentPlanner.Decision memory decision = IReplenishmentPlanner.Decision(
            _policyId,
            position,
            _forecast,
            CONTENT,
            uint32(period),
            uint8(share)
        );
        bytes memory signatures = _signatures(
            position,
            uint32(period),
            signedAt,
            keccak256(abi.encode(block.chainid, address(planner), decision)),
            true
        );
        bool isAllowed =
            _isCurrent(position, period) &&
                _forecastAt != 0 &&
                signedAt == _positionAt &&
                _shares[period] == 0 &&
                share != 0 &&
                sharesUntil(period) + share <= 100;
        try planner.placeOrder(decision, _model, _committee.currentConfiguration().digest, signatures) {
            _note(isAllowed, "an order was placed that may not");
            _decisions.push(decision);
            _shares[period] = share;
            _decidedAt[period] = block.timestamp;
            _statuses[period] =
                share > CONFIRM_ABOVE
                    ? IReplenishmentPlanner.Status.Awaiting
                    : IReplenishmentPlanner.Status.Placed;
            ++placed;
        } catch {
            _note(!isAllowed, "an order was refused that may be placed");
        }
    }

    /// A party, the right one or not, does something with one of the latest orders.
    function move(uint256 seed) external {
        if (_decisions.length == 0) return;
        uint256 back = (seed >> 8) % 3;
        if (back >= _decisions.length) back = 0;
        IReplenishmentPlanner.Decision memory decision = _decisions[_decisions.length - 1 - back];
        IReplenishmentPlanner.Status before = statusOf(decision.period);
        (address account, uint256 party) = _party(seed);
        uint256 act = (seed >> 16) % 4;
        (bool isAllowed, IReplenishmentPlanner.Status next) = _rule(act, party, account, before);
        bytes4[4] memory selectors = [
            planner.confirm.selector,
            planner.cancel.selector,
            planner.accept.selector,
            planner.reject.selector
        ];
        vm.prank(account);
        (bool isDone, ) = address(planner).call(abi.encodeWithSelector(selectors[act], decision));
        _note(isDone == isAllowed, isDone ? "an order was moved against the rules" : "an act was refused");
        if (!isDone) return;
        _statuses[decision.period] = next;
        ++moved;
    }

    /// @dev Whether the policy and every order are as the acts say.
    function check() external view returns (bool) {
        uint256 current = currentPeriod();
        IReplenishmentPlanner.Policy memory policy = planner.policyOf(_policyId);
        bool isSame =
            policy.share == sharesUntil(current) &&
                policy.isHeld == _isHeld &&
                policy.position == _position &&
                policy.positionAt == _positionAt &&
                policy.recorder == _recorder &&
                policy.forecastAt == _forecastAt &&
                policy.forecast == _forecast;
        if (!isSame || planner.currentPeriod(_policyId) != current) return false;
        for (uint256 index = 0; index < _decisions.length; ++index) {
            IReplenishmentPlanner.Decision memory decision = _decisions[index];
            IReplenishmentPlanner.Status status = planner.orderOf(decision).status;
            IReplenishmentPlanner.Status expected = statusOf(decision.period);
            // One that lapsed is forgotten once another one has taken its place.
            bool isForgotten =
                status == IReplenishmentPlanner.Status.None &&
                    expected == IReplenishmentPlanner.Status.Cancelled &&
                    decision.period + 1 < current;
            if (status != expected && !isForgotten) return false;
        }
        return true;
    }

    /// @dev Whether no window of any time held over 100 hundredths, and no two orders are of one period.
    function checkWindows() external view returns (bool) {
        for (uint256 index = 0; index < _decisions.length; ++index) {
            uint256 period = _decisions[index].period;
            if (sharesUntil(period) > 100) return false;
            if (index != 0 && _decisions[index - 1].period >= period) return false;
        }
        return true;
    }

    /// @dev Shares of the window that ends with `period`.
    function sharesUntil(uint256 period) public view returns (uint256 sum) {
        for (uint256 back = 0; back < window && back <= period; ++back) sum += _shares[period - back];
    }

    function statusOf(uint256 period) public view returns (IReplenishmentPlanner.Status status) {
        status = _statuses[period];
        uint256 current = currentPeriod();
        bool isLapsed =
            (status == IReplenishmentPlanner.Status.Awaiting &&
                (current > period || block.timestamp >= _decidedAt[period] + MAXIMUM_AGE)) ||
                (status == IReplenishmentPlanner.Status.Placed && current > period + 1);
        if (isLapsed) return IReplenishmentPlanner.Status.Cancelled;
    }

    function currentPeriod() public view returns (uint256) {
        return (block.timestamp - _start) / LENGTH;
    }

    function _landForecast(bytes32 position, uint32 period, uint256 signedAt, uint256 variant) private {
        bytes32 forecast = keccak256(abi.encode(position, period, variant));
        bytes memory signatures = _signatures(position, period, signedAt, forecast, false);
        bytes32 digest = _committee.currentConfiguration().digest;
        // The one that is there already may land again, whoever signed it.
        bool isNext = _forecastAt == 0 ? signedAt == _positionAt : forecast == _forecast;
        bool isAllowed = _isCurrent(position, period) && isNext;
        try planner.landForecast(_policyId, period, position, forecast, _model, digest, signatures) {
            _note(isAllowed, "a forecast landed that may not");
            if (_forecastAt == 0) (_forecast, _forecastAt) = (forecast, block.timestamp);
        } catch {
            _note(!isAllowed, "a forecast was refused that may land");
        }
    }

    function _isCurrent(bytes32 position, uint256 period) private view returns (bool) {
        return
            period == currentPeriod() &&
            !_isHeld &&
            _position != 0 &&
            position == _position &&
            (_positionAt - _start) / LENGTH == period &&
            block.timestamp < _positionAt + MAXIMUM_AGE;
    }

    function _rule(
        uint256 act,
        uint256 party,
        address account,
        IReplenishmentPlanner.Status status
    ) private view returns (bool isAllowed, IReplenishmentPlanner.Status next) {
        bool isPlaced = status == IReplenishmentPlanner.Status.Placed;
        bool isAwaiting = status == IReplenishmentPlanner.Status.Awaiting;
        bool isAccepted = status == IReplenishmentPlanner.Status.Accepted;
        if (act == 0) {
            bool isOther = party == 0 && account != _recorder;
            return (isOther && isAwaiting && !_isHeld, IReplenishmentPlanner.Status.Placed);
        }
        if (act == 1) {
            bool isOpen = isAwaiting || isPlaced || isAccepted;
            return (party == 0 && isOpen, IReplenishmentPlanner.Status.Cancelled);
        }
        if (act == 2) return (party == 1 && isPlaced && !_isHeld, IReplenishmentPlanner.Status.Accepted);
        return (party == 1 && (isPlaced || isAccepted), IReplenishmentPlanner.Status.Rejected);
    }

    function _signatures(
        bytes32 position,
        uint32 period,
        uint256 signedAt,
        bytes32 outputHash,
        bool isOrder
    ) private view returns (bytes memory) {
        bytes32 digest = _committee.currentConfiguration().digest;
        RequestId requestId = planner.requestIdOf(_policyId, period, position, uint40(signedAt), isOrder);
        return
            _signReport(
                _committee,
                IOracleCommittee.Report(address(planner), digest, requestId, _model, outputHash),
                _signers,
                7
            );
    }

    function _note(bool holds, string memory rule) private {
        if (!holds && bytes(broken).length == 0) broken = rule;
    }

    function _positionOf(uint256 choice) private pure returns (bytes32) {
        return keccak256(abi.encode(choice % 3));
    }

    /// @dev Mostly the two of the site (0) and the supplier (1); a stranger (2) and the authority (3) at times.
    function _party(uint256 seed) private view returns (address account, uint256 party) {
        if (seed % 8 == 7) return (STRANGER, 2);
        if (seed % 8 == 6) return (address(this), 3);
        if (seed % 2 == 1) return (SUPPLIER, 1);
        return ((seed >> 3) % 2 == 0 ? SITE : PERSON, 0);
    }
}
