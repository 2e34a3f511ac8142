// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ModelVersion, OrderId, PolicyId, RequestId} from "../types/Types.sol";
import {IPackRegistry} from "./IPackRegistry.sol";

/// @title Replenishment orders that a committee decides and people can always hold
/// @notice A site (an organisation that trades in medicines) sets a policy for one product and one supplier. It records its
/// stock positions; the committee lands a forecast and, at most once a period, an order. The chain sees commitments: what
/// product, how many packs and at what price only the parties know. The committee's nodes check the quantities, which they
/// are shown; this contract checks that a decision follows from the newest position, which is fresh and of the current period,
/// and from the forecast that landed since, that orders stay under the policy's cap, and the quorum. Above a threshold a
/// second account of the site confirms. The supplier accepts, offers units in {IDrugProvenance} and names them; the order is
/// received once the site owns them.
/// @custom:trust More than f colluding nodes can order without a person, up to the threshold each time and up to the cap in each
/// window. Any model that is approved for operations decides, also one for another task: only the quorum tells them apart. A
/// site's history from before its packs were on the chain, and its costs, are its own word. That who confirms is a person,
/// and not a second program of the site, nobody can check; and any account in a trader's role can set the site another policy,
/// with a higher threshold. The cap also counts orders that were refused, cancelled or lapsed, and their period has no other
/// order: a supplier that refuses can stop a policy for a window, and the way out is another policy. A supplier can name fewer
/// packs than were ordered, or one unit for two orders: the site, which knows the quantities, sees both. An order counts as
/// received when the site owns its units, wherever they are. For a site whose accreditation ended orders still land, until
/// its last position is stale: the authority holds its policies. Suspending a model stops what is not decided yet; what it
/// has decided, a hold stops until the supplier accepts, and a cancellation until it is received.
/// @custom:warning Public: who orders from whom and when; the terms, and so the threshold; each order's share of the cap in
/// hundredths, and whether it was confirmed, accepted and received; the units shipped, whose packs {IDrugProvenance} shows.
/// Packs and share together tell the cap to about a hundredth, and by it the packs of every other order. When positions are
/// recorded is public too: a site that records one after each sale links the policy to the batches it sells and so to their
/// product, and shows when it sells. So is that a forecast landed and no order followed: there was enough; and who holds a
/// policy and when. Salted: stock, demand, forecast, costs, the rule. But each node of the committee sees these of every site
/// that opens them to it, and nothing keeps the organisation of a node from being the supplier's, or a competitor.
interface IReplenishmentPlanner {
    /// @dev What became of an order. `Awaiting` and `Placed` lapse: see {orderOf}. `Received` is final, and so are `Rejected` and
    /// `Cancelled` unless units were shipped and the site owns them.
    enum Status {
        None,
        Awaiting,
        Placed,
        Accepted,
        Shipped,
        Received,
        Rejected,
        Cancelled
    }

    /// @param supplier Organisation that it orders from.
    /// @param start First second of period 0. In the past, or within 366 days.
    /// @param periodHours Length of a period, 1 to 8,784.
    /// @param maximumAgeHours How long a forecast or an order may follow from a position, within its period, and an order wait
    /// for confirmation, 1 to 8,784.
    /// @param window Periods over which the shares of orders add up to at most 100, the current one included, 1 to 16. Orders
    /// that were cancelled, refused or lapsed count too.
    /// @param confirmAbove Share of a single order above which a person confirms, 0 to 100: 0 is always, 100 never. Orders of up
    /// to this share add up to the cap in each window without one.
    struct Terms {
        address supplier;
        uint40 start;
        uint16 periodHours;
        uint16 maximumAgeHours;
        uint8 window;
        uint8 confirmAbove;
    }

    /// @param organisation The site. Zero: there is no such policy.
    /// @param isHeld Whether a person holds it.
    /// @param positionAt Second in which the newest position was recorded or, where `position` is zero, taken back. 0: there never
    /// was one.
    /// @param position Its commitment, or zero.
    /// @param recorder Account that recorded the newest position, also where it was taken back since. Zero: there never was one.
    /// @param forecastAt Second in which a forecast from the newest position landed. 0: none has landed since it was recorded.
    /// @param forecast Commitment to the newest forecast, which is from an older position where `forecastAt` is 0, or zero.
    /// @param share Hundredths of the cap ordered within the window that ends now.
    struct Policy {
        address organisation;
        bool isHeld;
        uint40 positionAt;
        bytes32 position;
        address recorder;
        uint40 forecastAt;
        bytes32 forecast;
        uint8 share;
        Terms terms;
    }

    /// @param position Commitment to the stock position that it follows from.
    /// @param forecast Commitment to the forecast that it follows from.
    /// @param order Commitment to the order: see `sdk/planning`.
    /// @param period Period in which it is ordered.
    /// @param share Packs ordered in hundredths of the policy's cap, rounded up, 1 to 100.
    struct Decision {
        PolicyId policyId;
        bytes32 position;
        bytes32 forecast;
        bytes32 order;
        uint32 period;
        uint8 share;
    }

    /// @param status Awaiting and Placed are told as Cancelled once they have lapsed.
    /// @param changedAt Second in which it was decided, or of the latest change. That it lapsed is none.
    /// @param shipment First 26 bytes of keccak256(abi.encode(units)) of what was shipped, or zero.
    struct Order {
        Status status;
        uint40 changedAt;
        bytes26 shipment;
    }

    /// @notice `organisation` set a policy; `commitment` is to what the committee decides by. The supplier was not
    /// asked.
    event PolicySet(
        PolicyId indexed policyId,
        address indexed organisation,
        address indexed supplier,
        bytes32 commitment,
        Terms terms
    );

    /// @notice `account`, of the site or the authority, holds the policy, or lets it go on.
    event PolicyHeld(PolicyId indexed policyId, address account, bool isHeld);

    /// @notice The site recorded its stock position, or took it back where that is zero.
    event PositionRecorded(PolicyId indexed policyId, bytes32 position, uint32 period);

    /// @notice The committee's forecast for a period, from a position.
    event ForecastLanded(
        PolicyId indexed policyId,
        uint32 period,
        bytes32 position,
        bytes32 forecast,
        ModelVersion modelVersion,
        bytes32 configDigest
    );

    /// @notice The committee decided to order; `isAwaiting`: a person confirms first.
    event OrderDecided(
        OrderId indexed orderId,
        PolicyId indexed policyId,
        address indexed supplier,
        Decision decision,
        ModelVersion modelVersion,
        bytes32 configDigest,
        bool isAwaiting
    );

    /// @notice What became of an order, and by whom.
    event OrderChanged(OrderId indexed orderId, PolicyId indexed policyId, Status status, address account);

    /// @notice The units with which the supplier fills the order.
    event OrderShipped(OrderId indexed orderId, IPackRegistry.UnitRef[] units);

    /// @notice The policy exists already.
    error AlreadySet(PolicyId policyId);

    /// @notice There is no such policy.
    error UnknownPolicy(PolicyId policyId);

    /// @notice The terms are out of range, name no supplier or the site itself, or start over 366 days from now.
    error InvalidTerms();

    /// @notice `account` does not act for `organisation` in a trader's role.
    error NotEntitled(address account, address organisation);

    /// @notice `account` recorded the newest position: another one confirms, or lets the policy go on.
    error SameAccount(address account);

    /// @notice The policy is held.
    error OnHold(PolicyId policyId);

    /// @notice The first period has not begun.
    error NotStarted(uint40 start);

    /// @notice It is for `period`, and `current` is now.
    error PeriodMismatch(uint32 current, uint32 period);

    /// @notice The newest position is another one, or there is none.
    error PositionMismatch(bytes32 current, bytes32 given);

    /// @notice The position is of an earlier period, or older than the policy allows. `freshUntil`: first second at which it was.
    error PositionStale(uint40 recordedAt, uint256 freshUntil);

    /// @notice The forecast is not the one that landed since the newest position was recorded, or is zero. `current`: that one, or
    /// zero.
    error ForecastMismatch(bytes32 current, bytes32 given);

    /// @notice An order was decided in this period.
    error AlreadyOrdered(PolicyId policyId, uint32 period);

    /// @notice The share is 0 or over 100.
    error InvalidShare(uint8 share);

    /// @notice With it the orders of the window would be over the cap.
    error OverCap(uint256 ordered, uint256 share);

    /// @notice The order is not in a state in which this can happen, or has lapsed.
    error NotInState(OrderId orderId, Status status);

    /// @notice The supplier does not own the unit at `position` of the list, or has not offered its ownership to the site, or
    /// the site could not accept that now.
    error NotOffered(uint256 position);

    /// @notice The site does not own the unit at `position` of the list.
    error NotOwned(uint256 position);

    /// @notice These are not the units that were shipped, or there are none, or over 64, or they are not in order.
    error InvalidUnits();

    /// @notice Sets a policy of the sender's organisation, which trades in medicines. What follows from `commitment` cannot be changed: set another
    /// policy and hold this one.
    function setPolicy(bytes32 commitment, Terms calldata terms) external returns (PolicyId);

    /// @notice Holds a policy, or lets it go on. Only the site, or the authority of {IAccreditationRegistry}. The site lets it go on
    /// by another account than the one that recorded the newest position. Held, nothing is forecast, ordered, confirmed or
    /// accepted. Where nothing changes, nothing is told.
    function hold(PolicyId policyId, bool isHeld) external;

    /// @notice Records the stock position from which the next forecast and order of this period follow, from the first period on.
    /// Only the site. Zero takes the newest one back. The same one again is a new one: what was signed for it in an
    /// earlier second is void.
    function recordPosition(PolicyId policyId, bytes32 position) external;

    /// @notice Lands the committee's forecast for the current period, from the newest position, which is fresh and of this period.
    /// Replaces one from an older position. Where one from this position has landed, the same one again changes nothing and
    /// another one reverts.
    function landForecast(
        PolicyId policyId,
        uint32 period,
        bytes32 position,
        bytes32 forecast,
        ModelVersion modelVersion,
        bytes32 configDigest,
        bytes calldata signatures
    ) external;

    /// @notice Lands the committee's decision. Reverts, and orders nothing, unless everything that {Decision} names is
    /// current and fresh, the cap holds, nothing was ordered in this period, the model is approved, and the quorum signed.
    /// Above the policy's threshold the order awaits a person.
    function placeOrder(
        Decision calldata decision,
        ModelVersion modelVersion,
        bytes32 configDigest,
        bytes calldata signatures
    ) external returns (OrderId);

    /// @notice Confirms an order that waits for a person, before it lapses. Only the site, by another account than the one that
    /// recorded the newest position.
    function confirm(Decision calldata decision) external;

    /// @notice Cancels an order that is not received, also one that was accepted or shipped: no supplier can keep it open. Only the
    /// site. What was shipped it can still accept in {IDrugProvenance}, or let expire.
    function cancel(Decision calldata decision) external;

    /// @notice Accepts an order. Only the supplier, before it lapses.
    function accept(Decision calldata decision) external;

    /// @notice Refuses an order before it lapses, or gives up one that was accepted or shipped, such as when a recall caught the
    /// units on their way. Only the supplier.
    function reject(Decision calldata decision) external;

    /// @notice Names the units, 1 to 64, with which an accepted order is filled. Only the supplier, which owns them and has offered
    /// their ownership to the site, not as a return, for however short a time. Units strictly increase by batch, then by first pack, position << level: so
    /// none is named twice.
    function ship(Decision calldata decision, IPackRegistry.UnitRef[] calldata units) external;

    /// @notice Closes an order whose units the site owns, before it makes other units of them, also where it was refused or
    /// cancelled after they were shipped. Anyone may.
    function receiveOrder(Decision calldata decision, IPackRegistry.UnitRef[] calldata units) external;

    /// @notice keccak256(chain, this contract, organisation, commitment, terms).
    function policyIdOf(
        address organisation,
        bytes32 commitment,
        Terms calldata terms
    ) external view returns (PolicyId);

    /// @notice keccak256(chain, this contract, decision).
    function orderIdOf(Decision calldata decision) external view returns (OrderId);

    /// @notice What nodes name as request when they sign a forecast (`isOrder` false) or a decision:
    /// keccak256(chain, this contract, isOrder, policy, period, position, positionAt). So an honest node signs once for each, and
    /// what was signed counts only while this recording of the position is the newest. The contract takes its own `positionAt`.
    function requestIdOf(
        PolicyId policyId,
        uint32 period,
        bytes32 position,
        uint40 positionAt,
        bool isOrder
    ) external view returns (RequestId);

    /// @notice The period now. Reverts before the first, and where there is no such policy.
    function currentPeriod(PolicyId policyId) external view returns (uint32);

    /// @notice What is recorded of a policy. Reverts where there is none.
    function policyOf(PolicyId policyId) external view returns (Policy memory);

    /// @notice What became of an order. One that waits for confirmation lapses with its period, or `maximumAgeHours` after it was
    /// decided if that is sooner; one that waits for the supplier with the period after. That one lapsed no event tells. One that lapsed is told as None once another one was decided an even number of periods
    /// later. Reverts where there is no such policy.
    function orderOf(Decision calldata decision) external view returns (Order memory);
}
