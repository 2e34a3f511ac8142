// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BatchId} from "../types/Types.sol";
import {IPackRegistry} from "./IPackRegistry.sol";

/// @title Batches of medicine packs, and who owns and keeps which part of them
/// @notice A maker commissions a batch: one positional Merkle root over its packs, of any number. A unit is an aligned
/// subtree of the batch: all of it, a pallet, a case, a pack. The whole batch is the first unit; a keeper disaggregates a
/// unit into units of a lower level, and aggregates them again. So units never overlap, and every pack lies in exactly one.
///
/// Organisations own (trade) and keep (custody) units; any account of theirs with the role acts for them. Both move by two
/// steps: whoever has it proposes, only the named receiver accepts. A carrier keeps without owning. Every step checks the
/// state again: see {Transitions} for what is allowed when.
/// @custom:trust An accredited maker can commission what it never made, or the same serial numbers twice; the chain knows
/// custody as its keepers state it, and cannot see a pack that was cloned or swapped. A keeper that does not own a unit can
/// say for good that it was stolen, and, as distributor or dispenser, find it illegitimate and destroy it: what is wrong in
/// that is settled between the two, and by the authority. Who moves its quarantined goods to an accomplice as a
/// return can release them as quality assurance that neither owns nor keeps them. A return may go to any distributor, so goods
/// under recall can change hands, but no patient gets them.
/// @custom:warning Public: which organisations trade with each other, when, in units of which size, how many packs of a
/// batch were dispensed and when. Not public: product, serial numbers, lot, price, place.
interface IDrugProvenance is IPackRegistry {
    /// @dev What became of a unit. Dispensing is a matter of single packs: see {IPackRegistry}.
    enum Lifecycle {
        Unknown,
        Commissioned,
        Available,
        Returned,
        Destroyed,
        Stolen,
        Sampled
    }

    /// @dev What a proposal moves.
    enum Transfer {
        Custody,
        Ownership,
        Both
    }

    /// @param root Root of the positional tree of packs: see {IPackRegistry-PACK_LEAF}.
    /// @param depth Its depth: the level of the unit that is the whole batch.
    /// @param expiryDay Days since 1970-01-01: the last day on which a pack may be used, in UTC (GS1 AI 17).
    /// @param isRecalled Whether all of it is recalled.
    /// @param recalledRanges How many ranges of it are recalled.
    struct Batch {
        bytes32 root;
        uint8 depth;
        uint16 expiryDay;
        bool isRecalled;
        uint8 recalledRanges;
    }

    /// @param custodian Organisation that keeps it.
    /// @param owner Organisation that owns it.
    /// @param heldSince Second in which the custodian took it, or the last of the parts that it was aggregated from.
    /// @param holds Mask of {Holds}, recalls included. A single pack that came back under a hold is in quarantine for good.
    /// @param isDisaggregated Whether its parts are the units now.
    /// @param childLevel Level of those parts.
    /// @param isExpired Whether the last day of use has passed.
    /// @param isInTransit Whether a transfer of custody waits to be accepted, and can be.
    struct Unit {
        address custodian;
        address owner;
        uint40 heldSince;
        Lifecycle lifecycle;
        uint8 holds;
        bool isDisaggregated;
        uint8 childLevel;
        bool isExpired;
        bool isInTransit;
    }

    /// @param receiver Organisation that may accept. Zero: there is no proposal.
    /// @param expiresAt First second at which it cannot be accepted any more.
    /// @param transfer What it moves.
    /// @param isReturn Whether it goes back: allowed under a recall and a quarantine, to carriers, distributors and makers.
    struct Proposal {
        address receiver;
        uint40 expiresAt;
        Transfer transfer;
        bool isReturn;
    }

    /// @notice `maker` commissioned a batch. No pack is named, and their number is not told.
    event BatchCommissioned(
        BatchId indexed batchId,
        address indexed maker,
        bytes32 root,
        uint8 depth,
        uint16 expiryDay,
        uint256 nonce
    );

    /// @notice Quality assurance of the maker released the batch for sale.
    event BatchReleased(BatchId indexed batchId, address account);

    /// @notice The maker changed the last day of use.
    event ExpiryAmended(BatchId indexed batchId, uint16 previous, uint16 current);

    /// @notice The maker recalled the packs with indices in [from, to), for a reason whose commitment this is.
    event BatchRecalled(BatchId indexed batchId, uint32 from, uint32 to, bytes32 reason);

    /// @notice `proposer` offers the unit to `receiver`.
    event TransferProposed(
        BatchId indexed batchId,
        address indexed proposer,
        address indexed receiver,
        uint8 level,
        uint32 position,
        Transfer transfer,
        bool isReturn,
        uint40 expiresAt
    );

    /// @notice `receiver` has accepted it from `giver`: it owns it, keeps it, or both.
    event TransferAccepted(
        BatchId indexed batchId,
        address indexed giver,
        address indexed receiver,
        uint8 level,
        uint32 position,
        Transfer transfer,
        bool isReturn
    );

    /// @notice A proposal is gone without effect. `organisation`: who rejected or cancelled it.
    event TransferEnded(
        BatchId indexed batchId,
        address indexed organisation,
        uint8 level,
        uint32 position,
        Transfer transfer
    );

    /// @notice The unit is now its parts of `childLevel`.
    event Disaggregated(
        BatchId indexed batchId,
        address indexed custodian,
        uint8 level,
        uint32 position,
        uint8 childLevel
    );

    /// @notice The parts are one unit again.
    event Aggregated(BatchId indexed batchId, address indexed custodian, uint8 level, uint32 position);

    /// @notice What became of the unit changed.
    event LifecycleChanged(
        BatchId indexed batchId,
        address indexed organisation,
        uint8 level,
        uint32 position,
        Lifecycle lifecycle,
        bytes32 reason
    );

    /// @notice A hold was put on the unit. `by`: organisation, or contract (cold chain, investigations).
    event HoldPut(
        BatchId indexed batchId,
        address indexed by,
        uint8 level,
        uint32 position,
        uint8 hold,
        bytes32 reason
    );

    /// @notice One hold was lifted; others stay.
    event HoldLifted(
        BatchId indexed batchId,
        address indexed by,
        uint8 level,
        uint32 position,
        uint8 hold,
        bytes32 reason
    );

    /// @notice The batch exists already.
    error AlreadyCommissioned(BatchId batchId);

    /// @notice There is no such batch.
    error UnknownBatch(BatchId batchId);

    /// @notice A batch is at most 2^24 packs.
    error InvalidDepth(uint8 depth);

    /// @notice The last day of use has passed already.
    error InvalidExpiry(uint16 expiryDay, uint16 today);

    /// @notice `account` does not act for the organisation that this needs, or not in such a role.
    error NotEntitled(address account, address organisation);

    /// @notice `account` acts for no organisation in a role that this needs.
    error RoleMissing(address account, uint16 roles);

    /// @notice There is no such unit now: it was never formed, or its parts or a greater one are the units.
    error NotUnit(BatchId batchId, uint8 level, uint32 position);

    /// @notice The table of transitions does not allow `act` in this state.
    error NotAllowed(uint8 act, Lifecycle lifecycle, uint8 holds, bool isExpired);

    /// @notice A proposal of this kind is open until `expiresAt`.
    error ProposalOpen(uint40 expiresAt);

    /// @notice There is no proposal that could be accepted, rejected or cancelled.
    error NoProposal(BatchId batchId, uint8 level, uint32 position, Transfer transfer);

    /// @notice The proposal expires in the past, or later than 90 days from now.
    error InvalidDeadline(uint40 expiresAt);

    /// @notice Nobody can receive from itself or at the zero address.
    error InvalidReceiver(address receiver);

    /// @notice A custodian that is not the owner may pass it on only to a carrier, to the owner, or to whom the owner offers it.
    error NotConsignee(address receiver);

    /// @notice What this needs the owner for, one that only keeps the unit cannot do.
    error OwnedElsewhere(address owner);

    /// @notice The parts cannot be of this level: at most 256 of one unit. Or the unit is too great to be restocked as one.
    error InvalidLevel(uint8 level, uint8 childLevel);

    /// @notice The part at this place is not like the first one, so the parts are no one unit.
    error PartDiffers(uint32 position);

    /// @notice The range is empty, outside the batch, or one too many.
    error InvalidRange(uint32 from, uint32 to);

    /// @notice Quality assurance that releases must be of another organisation than the one that keeps the unit, owns it, or kept
    /// it when it was quarantined.
    error NotIndependent(address organisation);

    /// @notice A release from quarantine needs a reason.
    error ReasonMissing();

    /// @notice The unit does not have this hold.
    error HoldMissing(uint8 hold);

    /// @notice Only contracts of this deployment put and lift such holds.
    error NotTrusted(address caller);

    /// @notice Commissions a batch of the sender's organisation, a maker. The root names the batch's id, so `nonce` is chosen
    /// beforehand: see {batchIdOf}. Costs the same for any number of packs.
    function commission(
        bytes32 root,
        uint8 depth,
        uint16 expiryDay,
        uint256 nonce
    ) external returns (BatchId);

    /// @notice Releases the batch for sale. Only quality assurance of the maker.
    function release(BatchId batchId, uint256 nonce) external;

    /// @notice Changes the last day of use. Only the maker, which shows that by the nonce.
    function amendExpiry(BatchId batchId, uint256 nonce, uint16 expiryDay) external;

    /// @notice Recalls the packs with indices in [from, to); from 0 to 2^depth recalls the batch. At most 32 ranges. Only the
    /// maker. Open
    /// proposals of what is recalled cannot be accepted any more, unless they return it.
    function recall(BatchId batchId, uint256 nonce, uint32 from, uint32 to, bytes32 reason) external;

    /// @notice Offers a unit to an organisation. Custody: only the custodian; ownership: only the owner; both: only who is
    /// both. At most one open proposal of custody and one of ownership; one of both is both. Replaces one that cannot be
    /// accepted any more.
    function propose(UnitRef calldata unit, Proposal calldata proposal) external;

    /// @notice Accepts the open proposal, a return or not, as the receiver knows it. Only the receiver, in a role that may own, or
    /// keep, what it receives. A return is one to the lifecycle too where the owner gives the unit or gets it.
    function accept(UnitRef calldata unit, Transfer transfer, bool isReturn) external;

    /// @notice Refuses the open proposal. Only the receiver.
    function reject(UnitRef calldata unit, Transfer transfer) external;

    /// @notice Withdraws the open proposal. Only who may propose it.
    function cancel(UnitRef calldata unit, Transfer transfer) external;

    /// @notice Makes the parts of `childLevel` the units, at most 256. Only the custodian. Ends open proposals. Parts start with the state
    /// of the whole.
    function disaggregate(UnitRef calldata unit, uint8 childLevel) external;

    /// @notice Makes the parts one unit again. Only the custodian of all of them. They must be alike: one custodian and owner,
    /// one lifecycle, the same holds, in quarantine since the same custodian, not suspect, not disaggregated.
    /// Ends their open proposals.
    function aggregate(UnitRef calldata unit) external;

    /// @notice Puts what came back on sale again, if no pack of it was dispensed; at most 4,096 packs. Only the custodian, which
    /// owns it. Ends open proposals, as the next three do.
    function restock(UnitRef calldata unit, bytes32 reason) external;

    /// @notice Says that the unit was destroyed. Only the custodian, which owns it unless it is illegitimate.
    function destroy(UnitRef calldata unit, bytes32 reason) external;

    /// @notice Says that the unit was stolen or lost. Only the custodian or the owner.
    function reportStolen(UnitRef calldata unit, bytes32 reason) external;

    /// @notice Says that the unit was taken as a sample. Only the custodian, which owns it.
    function takeSample(UnitRef calldata unit, bytes32 reason) external;

    /// @notice Quarantines a unit. Only its custodian or its owner, by an account that keeps medicines or assures their quality.
    /// Of a disaggregated unit: the parts that were not touched since. Ends open proposals, unless they return the unit;
    /// those of parts that only inherit the hold wait until it is lifted. Does nothing where it is quarantined.
    function quarantine(UnitRef calldata unit, bytes32 reason) external;

    /// @notice Releases a unit from quarantine, for a reason whose commitment this is. Only quality assurance of an
    /// organisation that neither keeps nor owns the unit, nor kept it when it was quarantined.
    function releaseFromQuarantine(UnitRef calldata unit, bytes32 reason) external;

    /// @notice Puts a hold, as {quarantine} does. Only the cold chain (quarantine) and the investigations (suspect,
    /// illegitimate).
    function putHold(UnitRef calldata unit, uint8 hold, bytes32 reason) external;

    /// @notice Lifts a hold of suspicion. Only the investigations.
    function liftHold(UnitRef calldata unit, uint8 hold, bytes32 reason) external;

    /// @notice keccak256(chain, this contract, maker's organisation, nonce).
    function batchIdOf(address maker, uint256 nonce) external view returns (BatchId);

    /// @notice What is recorded of a batch. Reverts if there is none.
    function batchOf(BatchId batchId) external view returns (Batch memory);

    /// @notice The state of a unit. Reverts if there is no such unit now.
    function unitOf(UnitRef calldata unit) external view returns (Unit memory);

    /// @notice The proposal of this kind, open or expired; one of both stands under custody.
    function proposalOf(UnitRef calldata unit, Transfer transfer) external view returns (Proposal memory);

    /// @notice The recalled ranges of a batch, `from` in the even places and `to` in the odd ones. That all of it was recalled at
    /// once is no range: see {batchOf}.
    function recallsOf(BatchId batchId) external view returns (uint32[] memory);
}
