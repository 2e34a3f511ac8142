// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {IDrugProvenance} from "./interfaces/IDrugProvenance.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IOracleCommittee} from "./interfaces/IOracleCommittee.sol";
import {IPackRegistry} from "./interfaces/IPackRegistry.sol";
import {IReplenishmentPlanner} from "./interfaces/IReplenishmentPlanner.sol";
import {Transitions} from "./libraries/Transitions.sol";
import {Purposes} from "./types/Purposes.sol";
import {Roles} from "./types/Roles.sol";
import {BatchId, ModelVersion, OrderId, PolicyId, RequestId} from "./types/Types.sol";

/// @title ReplenishmentPlanner
/// @dev Documented by {IReplenishmentPlanner}. Knows the other contracts; none of them knows it.
contract ReplenishmentPlanner is IReplenishmentPlanner {
    /// @dev One slot. `shares` is a ring of 16 bytes: the lowest is the share of `lastPeriod`, the next one that of the period
    /// before, and so on. An order's share is never 0, so no shares means no order yet.
    struct State {
        uint40 positionAt;
        // 0: none has landed since the position was recorded.
        uint40 forecastAt;
        uint32 lastPeriod;
        uint128 shares;
        bool isHeld;
    }

    /// @dev The order that was decided in a period: the first 26 bytes of its id, and when.
    struct Decided {
        bytes26 order;
        uint40 decidedAt;
    }

    /// @dev `terms` is one slot too. No supplier: there is no such policy.
    struct Record {
        Terms terms;
        State state;
        bytes32 position;
        bytes32 forecast;
        address organisation;
        // Recorded `position`, or the one before where it was taken back.
        address recorder;
        // By the parity of the period: when the next one takes its place, an order that nobody answered has lapsed.
        Decided[2] decided;
    }

    uint256 private constant MAXIMUM_HOURS = 366 * 24;
    uint256 private constant MAXIMUM_START = 366 days;
    uint256 private constant MAXIMUM_WINDOW = 16;
    uint256 private constant MAXIMUM_SHARE = 100;
    uint256 private constant MAXIMUM_UNITS = 64;

    IAccreditationRegistry private immutable _accreditations;
    IOracleCommittee private immutable _committee;
    IModelRegistry private immutable _models;
    IDrugProvenance private immutable _provenance;

    mapping(PolicyId policyId => Record) private _policies;

    /// @dev Orders of which something has become since they were decided. Until then `decided` of the policy stands for them.
    mapping(OrderId orderId => Order) private _orders;

    constructor(
        IAccreditationRegistry accreditations,
        IOracleCommittee committee,
        IModelRegistry models,
        IDrugProvenance provenance
    ) {
        _accreditations = accreditations;
        _committee = committee;
        _models = models;
        _provenance = provenance;
    }

    /// @inheritdoc IReplenishmentPlanner
    function setPolicy(
        bytes32 commitment,
        Terms calldata terms
    ) external override returns (PolicyId policyId) {
        address organisation = _accreditations.organisationOf(msg.sender, Roles.TRADERS);
        if (organisation == address(0)) revert NotEntitled(msg.sender, organisation);
        bool isValid =
            terms.supplier != address(0) &&
                terms.supplier != organisation &&
                terms.start <= block.timestamp + MAXIMUM_START &&
                _isWithin(terms.periodHours, MAXIMUM_HOURS) &&
                _isWithin(terms.maximumAgeHours, MAXIMUM_HOURS) &&
                _isWithin(terms.window, MAXIMUM_WINDOW) &&
                terms.confirmAbove <= MAXIMUM_SHARE;
        if (!isValid) revert InvalidTerms();
        policyId = policyIdOf(organisation, commitment, terms);
        Record storage policy = _policies[policyId];
        if (policy.organisation != address(0)) revert AlreadySet(policyId);

        policy.terms = terms;
        policy.organisation = organisation;
        // Who lands an order does not pay for the slot.
        policy.decided[0].decidedAt = policy.decided[1].decidedAt = uint40(block.timestamp);
        emit PolicySet(policyId, organisation, terms.supplier, commitment, terms);
    }

    /// @inheritdoc IReplenishmentPlanner
    function hold(PolicyId policyId, bool isHeld) external override {
        Record storage policy = _policies[policyId];
        _requireTerms(policyId, policy);
        if (msg.sender != _accreditations.authority()) {
            _requireActor(policy.organisation);
            if (!isHeld) _requireOther(policy.recorder);
        }
        if (policy.state.isHeld == isHeld) return;
        policy.state.isHeld = isHeld;
        emit PolicyHeld(policyId, msg.sender, isHeld);
    }

    /// @inheritdoc IReplenishmentPlanner
    function recordPosition(PolicyId policyId, bytes32 position) external override {
        Record storage policy = _policies[policyId];
        uint32 period = _periodOf(_requireTerms(policyId, policy));
        _requireActor(policy.organisation);
        policy.position = position;
        if (position != 0) policy.recorder = msg.sender;
        (policy.state.positionAt, policy.state.forecastAt) = (uint40(block.timestamp), 0);
        emit PositionRecorded(policyId, position, period);
    }

    /// @inheritdoc IReplenishmentPlanner
    function landForecast(
        PolicyId policyId,
        uint32 period,
        bytes32 position,
        bytes32 forecast,
        ModelVersion modelVersion,
        bytes32 configDigest,
        bytes calldata signatures
    ) external override {
        Record storage policy = _policies[policyId];
        Terms memory terms = _requireTerms(policyId, policy);
        State memory state = policy.state;
        _requireCurrent(policyId, policy, terms, state, period, position);
        bytes32 landed = _landedOf(policy, state);
        if (forecast == 0) revert ForecastMismatch(landed, forecast);
        if (landed == forecast) return;
        if (landed != 0) revert ForecastMismatch(landed, forecast);
        _requireQuorum(
            requestIdOf(policyId, period, position, state.positionAt, false),
            forecast,
            modelVersion,
            configDigest,
            signatures
        );

        policy.forecast = forecast;
        policy.state.forecastAt = uint40(block.timestamp);
        emit ForecastLanded(policyId, period, position, forecast, modelVersion, configDigest);
    }

    /// @inheritdoc IReplenishmentPlanner
    function placeOrder(
        Decision calldata decision,
        ModelVersion modelVersion,
        bytes32 configDigest,
        bytes calldata signatures
    ) external override returns (OrderId orderId) {
        (PolicyId policyId, uint32 period, uint8 share) = (
            decision.policyId,
            decision.period,
            decision.share
        );
        Record storage policy = _policies[policyId];
        Terms memory terms = _requireTerms(policyId, policy);
        State memory state = policy.state;
        _requireCurrent(policyId, policy, terms, state, period, decision.position);
        bytes32 landed = _landedOf(policy, state);
        if (landed == 0 || landed != decision.forecast) revert ForecastMismatch(landed, decision.forecast);
        if (state.shares != 0 && state.lastPeriod == period) revert AlreadyOrdered(policyId, period);
        if (!_isWithin(share, MAXIMUM_SHARE)) revert InvalidShare(share);
        uint128 shares = _sharesAt(state, period);
        uint256 ordered = _sumOf(shares, terms.window);
        if (ordered + share > MAXIMUM_SHARE) revert OverCap(ordered, share);
        orderId = orderIdOf(decision);
        _requireQuorum(
            requestIdOf(policyId, period, decision.position, state.positionAt, true),
            OrderId.unwrap(orderId),
            modelVersion,
            configDigest,
            signatures
        );

        (state.lastPeriod, state.shares) = (period, shares | share);
        policy.state = state;
        policy.decided[period & 1] = Decided(_prefixOf(orderId), uint40(block.timestamp));
        emit OrderDecided(
            orderId,
            policyId,
            terms.supplier,
            decision,
            modelVersion,
            configDigest,
            share > terms.confirmAbove
        );
    }

    /// @inheritdoc IReplenishmentPlanner
    function confirm(Decision calldata decision) external override {
        (OrderId orderId, Record storage policy, Order memory order) = _requireOrder(decision);
        _requireActor(policy.organisation);
        _requireOther(policy.recorder);
        _requireRunning(decision.policyId, policy.state.isHeld);
        if (order.status != Status.Awaiting) revert NotInState(orderId, order.status);
        _change(orderId, decision.policyId, Status.Placed, order.shipment);
    }

    /// @inheritdoc IReplenishmentPlanner
    function cancel(Decision calldata decision) external override {
        (OrderId orderId, Record storage policy, Order memory order) = _requireOrder(decision);
        _requireActor(policy.organisation);
        bool isOpen =
            order.status == Status.Awaiting ||
                order.status == Status.Placed ||
                order.status == Status.Accepted ||
                order.status == Status.Shipped;
        if (!isOpen) revert NotInState(orderId, order.status);
        _change(orderId, decision.policyId, Status.Cancelled, order.shipment);
    }

    /// @inheritdoc IReplenishmentPlanner
    function accept(Decision calldata decision) external override {
        (OrderId orderId, Record storage policy, Order memory order) = _requireOrder(decision);
        _requireActor(policy.terms.supplier);
        _requireRunning(decision.policyId, policy.state.isHeld);
        if (order.status != Status.Placed) revert NotInState(orderId, order.status);
        _change(orderId, decision.policyId, Status.Accepted, order.shipment);
    }

    /// @inheritdoc IReplenishmentPlanner
    function reject(Decision calldata decision) external override {
        (OrderId orderId, Record storage policy, Order memory order) = _requireOrder(decision);
        _requireActor(policy.terms.supplier);
        bool isOpen =
            order.status == Status.Placed ||
                order.status == Status.Accepted ||
                order.status == Status.Shipped;
        if (!isOpen) revert NotInState(orderId, order.status);
        _change(orderId, decision.policyId, Status.Rejected, order.shipment);
    }

    /// @inheritdoc IReplenishmentPlanner
    function ship(Decision calldata decision, IPackRegistry.UnitRef[] calldata units) external override {
        (OrderId orderId, Record storage policy, Order memory order) = _requireOrder(decision);
        address supplier = policy.terms.supplier;
        _requireActor(supplier);
        if (order.status != Status.Accepted) revert NotInState(orderId, order.status);
        if (!_isWithin(units.length, MAXIMUM_UNITS)) revert InvalidUnits();
        _requireIncreasing(units);
        address organisation = policy.organisation;
        for (uint256 index = 0; index < units.length; ++index) {
            if (!_isOffered(units[index], supplier, organisation)) revert NotOffered(index);
        }

        _change(orderId, decision.policyId, Status.Shipped, _shipmentOf(units));
        emit OrderShipped(orderId, units);
    }

    /// @inheritdoc IReplenishmentPlanner
    function receiveOrder(
        Decision calldata decision,
        IPackRegistry.UnitRef[] calldata units
    ) external override {
        (OrderId orderId, Record storage policy, Order memory order) = _requireOrder(decision);
        bool isShipped = order.shipment != 0 && order.status != Status.Received;
        if (!isShipped) revert NotInState(orderId, order.status);
        if (_shipmentOf(units) != order.shipment) revert InvalidUnits();
        address organisation = policy.organisation;
        for (uint256 index = 0; index < units.length; ++index) {
            if (_provenance.unitOf(units[index]).owner != organisation) revert NotOwned(index);
        }

        _change(orderId, decision.policyId, Status.Received, order.shipment);
    }

    /// @inheritdoc IReplenishmentPlanner
    function currentPeriod(PolicyId policyId) external view override returns (uint32) {
        return _periodOf(_requireTerms(policyId, _policies[policyId]));
    }

    /// @inheritdoc IReplenishmentPlanner
    function policyOf(PolicyId policyId) external view override returns (Policy memory) {
        Record storage policy = _policies[policyId];
        Terms memory terms = _requireTerms(policyId, policy);
        State memory state = policy.state;
        uint256 share = state.shares == 0 ? 0 : _sumOf(_sharesAt(state, _periodOf(terms)), terms.window);
        return
            Policy(
                policy.organisation,
                state.isHeld,
                state.positionAt,
                policy.position,
                policy.recorder,
                state.forecastAt,
                policy.forecast,
                uint8(share),
                terms
            );
    }

    /// @inheritdoc IReplenishmentPlanner
    function orderOf(Decision calldata decision) external view override returns (Order memory order) {
        (, , order) = _requireOrder(decision);
    }

    /// @inheritdoc IReplenishmentPlanner
    function policyIdOf(
        address organisation,
        bytes32 commitment,
        Terms calldata terms
    ) public view override returns (PolicyId) {
        return
            PolicyId.wrap(
                keccak256(abi.encode(block.chainid, address(this), organisation, commitment, terms))
            );
    }

    /// @inheritdoc IReplenishmentPlanner
    function orderIdOf(Decision calldata decision) public view override returns (OrderId) {
        return OrderId.wrap(keccak256(abi.encode(block.chainid, address(this), decision)));
    }

    /// @inheritdoc IReplenishmentPlanner
    function requestIdOf(
        PolicyId policyId,
        uint32 period,
        bytes32 position,
        uint40 positionAt,
        bool isOrder
    ) public view override returns (RequestId) {
        return
            RequestId.wrap(
                keccak256(
                    abi.encode(block.chainid, address(this), isOrder, policyId, period, position, positionAt)
                )
            );
    }

    function _change(OrderId orderId, PolicyId policyId, Status status, bytes26 shipment) private {
        _orders[orderId] = Order(status, uint40(block.timestamp), shipment);
        emit OrderChanged(orderId, policyId, status, msg.sender);
    }

    function _requireTerms(
        PolicyId policyId,
        Record storage policy
    ) private view returns (Terms memory terms) {
        terms = policy.terms;
        if (terms.supplier == address(0)) revert UnknownPolicy(policyId);
    }

    /// @dev Id, policy and state of an order. One that lapsed is told as `Cancelled`.
    function _requireOrder(
        Decision calldata decision
    ) private view returns (OrderId orderId, Record storage policy, Order memory order) {
        policy = _policies[decision.policyId];
        Terms memory terms = _requireTerms(decision.policyId, policy);
        orderId = orderIdOf(decision);
        order = _orders[orderId];
        if (order.status == Status.None) {
            Decided memory decided = policy.decided[decision.period & 1];
            if (decided.order != _prefixOf(orderId)) return (orderId, policy, order);
            order.status = decision.share > terms.confirmAbove ? Status.Awaiting : Status.Placed;
            order.changedAt = decided.decidedAt;
        }
        if (order.status == Status.Awaiting || order.status == Status.Placed) {
            uint256 elapsed = _periodOf(terms) - decision.period;
            bool hasLapsed =
                order.status == Status.Awaiting
                    ? elapsed > 0 || block.timestamp >= order.changedAt + _ageOf(terms)
                    : elapsed > 1;
            if (hasLapsed) order.status = Status.Cancelled;
        }
    }

    function _requireActor(address organisation) private view {
        bool isActor = _accreditations.organisationOf(msg.sender, Roles.TRADERS) == organisation;
        if (!isActor) revert NotEntitled(msg.sender, organisation);
    }

    /// @dev Four eyes: a program that records positions cannot stand in for the person.
    function _requireOther(address recorder) private view {
        if (msg.sender == recorder) revert SameAccount(msg.sender);
    }

    /// @dev It is for now, from the newest position, which is of this period and fresh, and nobody holds the policy.
    function _requireCurrent(
        PolicyId policyId,
        Record storage policy,
        Terms memory terms,
        State memory state,
        uint32 period,
        bytes32 position
    ) private view {
        uint32 current = _periodOf(terms);
        if (current != period) revert PeriodMismatch(current, period);
        _requireRunning(policyId, state.isHeld);
        bytes32 newest = policy.position;
        if (newest != position || newest == 0) revert PositionMismatch(newest, position);
        uint256 freshUntil = state.positionAt + _ageOf(terms);
        uint256 periodEnd =
            terms.start + (uint256(_periodAt(terms, state.positionAt)) + 1) * _lengthOf(terms);
        if (periodEnd < freshUntil) freshUntil = periodEnd;
        if (block.timestamp >= freshUntil) revert PositionStale(state.positionAt, freshUntil);
    }

    function _requireQuorum(
        RequestId requestId,
        bytes32 outputHash,
        ModelVersion modelVersion,
        bytes32 configDigest,
        bytes calldata signatures
    ) private view {
        _models.requireApproved(modelVersion, Purposes.HOPERAT);
        _committee.verify(
            IOracleCommittee.Report(address(this), configDigest, requestId, modelVersion, outputHash),
            signatures
        );
    }

    /// @dev Whether the supplier owns the unit and the site could accept its ownership now, as goods and not as a return.
    function _isOffered(
        IPackRegistry.UnitRef calldata unit,
        address supplier,
        address organisation
    ) private view returns (bool) {
        IDrugProvenance.Unit memory state = _provenance.unitOf(unit);
        bool isForSale =
            state.owner == supplier &&
                !state.isDisaggregated &&
                Transitions.isAllowed(
                    Transitions.Act.Transfer,
                    state.lifecycle,
                    state.holds,
                    state.isExpired
                );
        bool isDispensed = unit.level == 0 && _provenance.dispensedAtOf(unit.batchId, unit.position) != 0;
        if (!isForSale || isDispensed) return false;
        IDrugProvenance.Proposal memory proposal = _provenance.proposalOf(
            unit,
            IDrugProvenance.Transfer.Custody
        );
        if (proposal.transfer != IDrugProvenance.Transfer.Both) {
            proposal = _provenance.proposalOf(unit, IDrugProvenance.Transfer.Ownership);
        }
        return
            proposal.receiver == organisation && proposal.expiresAt > block.timestamp && !proposal.isReturn;
    }

    function _periodOf(Terms memory terms) private view returns (uint32) {
        if (block.timestamp < terms.start) revert NotStarted(terms.start);
        return _periodAt(terms, block.timestamp);
    }

    /// @dev The forecast that landed since the position was recorded, or zero.
    function _landedOf(Record storage policy, State memory state) private view returns (bytes32) {
        return state.forecastAt == 0 ? bytes32(0) : policy.forecast;
    }

    /// @param second Not before the policy starts.
    function _periodAt(Terms memory terms, uint256 second) private pure returns (uint32) {
        return uint32((second - terms.start) / _lengthOf(terms));
    }

    function _lengthOf(Terms memory terms) private pure returns (uint256) {
        return uint256(terms.periodHours) * 1 hours;
    }

    function _ageOf(Terms memory terms) private pure returns (uint256) {
        return uint256(terms.maximumAgeHours) * 1 hours;
    }

    function _requireRunning(PolicyId policyId, bool isHeld) private pure {
        if (isHeld) revert OnHold(policyId);
    }

    /// @dev By batch and first pack, so that no unit is named twice.
    function _requireIncreasing(IPackRegistry.UnitRef[] calldata units) private pure {
        for (uint256 index = 1; index < units.length; ++index) {
            (IPackRegistry.UnitRef calldata unit, IPackRegistry.UnitRef calldata next) = (
                units[index - 1],
                units[index]
            );
            (uint256 batch, uint256 nextBatch) = (
                uint256(BatchId.unwrap(unit.batchId)),
                uint256(BatchId.unwrap(next.batchId))
            );
            bool isIncreasing =
                batch == nextBatch
                    ? uint256(unit.position) << unit.level < uint256(next.position) << next.level
                    : batch < nextBatch;
            if (!isIncreasing) revert InvalidUnits();
        }
    }

    /// @dev The ring as it is in `period`, in which nothing was ordered yet or which is the last one.
    function _sharesAt(State memory state, uint32 period) private pure returns (uint128) {
        // Shifted out after 16 periods: what does not fit is cut off.
        return uint128(uint256(state.shares) << (8 * uint256(period - state.lastPeriod)));
    }

    /// @dev The shares of the newest `window` periods of the ring, added up. At most 100, as {placeOrder} sees to it.
    function _sumOf(uint256 shares, uint256 window) private pure returns (uint256 sum) {
        for (shares &= (1 << (8 * window)) - 1; shares != 0; shares >>= 8) sum += shares & 0xff;
    }

    function _shipmentOf(IPackRegistry.UnitRef[] calldata units) private pure returns (bytes26) {
        return bytes26(keccak256(abi.encode(units)));
    }

    function _prefixOf(OrderId orderId) private pure returns (bytes26) {
        return bytes26(OrderId.unwrap(orderId));
    }

    function _isWithin(uint256 value, uint256 maximum) private pure returns (bool) {
        return value != 0 && value <= maximum;
    }
}
