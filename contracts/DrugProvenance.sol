// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ColdChain} from "./ColdChain.sol";
import {Investigations} from "./Investigations.sol";
import {PackRegistry} from "./PackRegistry.sol";
import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {IColdChain} from "./interfaces/IColdChain.sol";
import {IDrugProvenance} from "./interfaces/IDrugProvenance.sol";
import {IInvestigations} from "./interfaces/IInvestigations.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IOracleCommittee} from "./interfaces/IOracleCommittee.sol";
import {Transitions} from "./libraries/Transitions.sol";
import {UnitWord, UnitWords} from "./libraries/UnitWords.sol";
import {Holds} from "./types/Holds.sol";
import {Roles} from "./types/Roles.sol";
import {BatchId} from "./types/Types.sol";

/// @title DrugProvenance
/// @dev Documented by {IDrugProvenance}. A unit has a record once something happened to it; until then it has the state of
/// the unit that it was disaggregated from. So commissioning and disaggregating cost the same for any number of parts.
contract DrugProvenance is IDrugProvenance, PackRegistry {
    /// @param word Never zero in a record that exists.
    /// @param owner Only where it is not the custodian.
    /// @param quarantinedAt Custodian when it was quarantined. Only under quarantine.
    /// @param custody Proposal of custody, or of both.
    /// @param ownership Proposal of ownership. None while one of both is open.
    struct Record {
        UnitWord word;
        address owner;
        address quarantinedAt;
        Proposal custody;
        Proposal ownership;
    }

    /// @param whole The unit that is the whole batch.
    /// @param recalls Four ranges in a word, each `from` (32 bits) and `to` (32 bits), from the low end.
    /// @param parts The other units.
    struct BatchRecord {
        bytes32 root;
        Record whole;
        uint256[8] recalls;
        mapping(uint256 place => Record) parts;
    }

    /// @dev Longest time that a proposal may be open.
    uint40 private constant LONGEST_PROPOSAL = 90 days;

    /// @dev Most ranges that a batch can be recalled by. More: recall the batch.
    uint8 private constant MAXIMUM_RANGES = 32;

    /// @dev Most levels between a unit and its parts, which are 256 at most.
    uint8 private constant MAXIMUM_SPLIT = 8;

    /// @dev Highest level of a unit that can be restocked: 4,096 packs are looked at.
    uint8 private constant MAXIMUM_RESTOCK = 12;

    uint8 private constant MAXIMUM_DEPTH = 24;

    uint16 private constant HOLDERS = Roles.KEEPERS | Roles.QUALITY_ASSURANCE;

    IAccreditationRegistry private immutable _accreditations;

    /// @notice Suspect medicines, and the law's clocks.
    IInvestigations public immutable investigations;

    /// @notice Temperature logs, and verdicts on them.
    IColdChain public immutable coldChain;

    mapping(BatchId batchId => BatchRecord) private _batches;

    /// @dev Makes the two contracts that put holds, so that none of the three can be exchanged.
    constructor(
        IAccreditationRegistry accreditations,
        IOracleCommittee committee,
        IModelRegistry models,
        uint40 undoWindow_
    ) PackRegistry(undoWindow_) {
        _accreditations = accreditations;
        investigations = new Investigations(accreditations, this);
        coldChain = new ColdChain(accreditations, committee, models, this);
    }

    /// @inheritdoc IDrugProvenance
    function commission(
        bytes32 root,
        uint8 depth,
        uint16 expiryDay,
        uint256 nonce
    ) external override returns (BatchId batchId) {
        address maker = _organisation(Roles.MANUFACTURER);
        if (depth > MAXIMUM_DEPTH) revert InvalidDepth(depth);
        _requireToCome(expiryDay);
        batchId = batchIdOf(maker, nonce);
        BatchRecord storage batch = _batches[batchId];
        if (!batch.whole.word.isEmpty()) revert AlreadyCommissioned(batchId);
        batch.root = root;
        batch.whole.word = UnitWords.commissioned(maker, depth, expiryDay);
        emit BatchCommissioned(batchId, maker, root, depth, expiryDay, nonce);
    }

    /// @inheritdoc IDrugProvenance
    function release(BatchId batchId, uint256 nonce) external override {
        (BatchRecord storage batch, UnitWord whole) = _requireMaker(batchId, nonce, Roles.QUALITY_ASSURANCE);
        uint8 holds = whole.holds() | _recallOf(batchId, whole, 0, uint256(1) << whole.depth());
        _requireAllowed(Transitions.Act.Release, whole, whole, holds);
        batch.whole.word = whole.withLifecycle(Lifecycle.Available);
        emit BatchReleased(batchId, msg.sender);
    }

    /// @inheritdoc IDrugProvenance
    function amendExpiry(BatchId batchId, uint256 nonce, uint16 expiryDay) external override {
        (BatchRecord storage batch, UnitWord whole) = _requireMaker(batchId, nonce, Roles.MANUFACTURER);
        _requireToCome(expiryDay);
        batch.whole.word = whole.withExpiryDay(expiryDay);
        emit ExpiryAmended(batchId, whole.expiryDay(), expiryDay);
    }

    /// @inheritdoc IDrugProvenance
    function recall(
        BatchId batchId,
        uint256 nonce,
        uint32 from,
        uint32 to,
        bytes32 reason
    ) external override {
        (BatchRecord storage batch, UnitWord whole) = _requireMaker(batchId, nonce, Roles.MANUFACTURER);
        uint256 size = uint256(1) << whole.depth();
        if (from >= to || to > size) revert InvalidRange(from, to);
        if (from == 0 && to == size) {
            batch.whole.word = whole.recalled();
        } else {
            uint8 count = whole.ranges();
            if (count == MAXIMUM_RANGES) revert InvalidRange(from, to);
            batch.recalls[count >> 2] |= ((uint256(to) << 32) | from) << ((count & 3) << 6);
            batch.whole.word = whole.withRanges(count + 1);
        }
        emit BatchRecalled(batchId, from, to, reason);
    }

    /// @inheritdoc IDrugProvenance
    function propose(UnitRef calldata unit, Proposal calldata proposal) external override {
        (UnitWord whole, UnitWord word, Record storage record, Record storage source) = _load(unit);
        address proposer = _requireProposer(proposal.transfer, word, source);
        address receiver = proposal.receiver;
        if (receiver == address(0) || receiver == proposer) revert InvalidReceiver(receiver);
        uint40 expiresAt = proposal.expiresAt;
        if (expiresAt <= block.timestamp || expiresAt > block.timestamp + LONGEST_PROPOSAL) {
            revert InvalidDeadline(expiresAt);
        }
        uint8 holds = _requireInStock(unit, whole, word);
        _requireAllowed(_actOf(proposal.isReturn), whole, word, holds);

        bool isOwnership = proposal.transfer == Transfer.Ownership;
        if (!isOwnership || record.custody.transfer == Transfer.Both) {
            _requireReplaceable(record.custody, whole, word, holds);
            _endProposal(unit.batchId, _placeOf(unit.level, unit.position), record.custody, proposer);
        }
        if (proposal.transfer != Transfer.Custody) {
            _requireReplaceable(record.ownership, whole, word, holds);
            _endProposal(unit.batchId, _placeOf(unit.level, unit.position), record.ownership, proposer);
        }
        if (isOwnership) record.ownership = proposal;
        else record.custody = proposal;
        emit TransferProposed(
            unit.batchId,
            proposer,
            receiver,
            unit.level,
            unit.position,
            proposal.transfer,
            proposal.isReturn,
            expiresAt
        );
    }

    /// @inheritdoc IDrugProvenance
    function accept(UnitRef calldata unit, Transfer transfer, bool isReturn) external override {
        (UnitWord whole, UnitWord word, Record storage record, Record storage source) = _load(unit);
        Proposal storage slot = _slotOf(record, transfer);
        Proposal memory proposal = slot;
        bool isOpen =
            proposal.transfer == transfer &&
                proposal.isReturn == isReturn &&
                proposal.expiresAt > block.timestamp;
        if (!isOpen) revert NoProposal(unit.batchId, unit.level, unit.position, transfer);
        address custodian = word.custodian();
        address owner = _ownerOf(word, source);
        address receiver = _organisation(_receiverRoles(proposal, owner));
        if (receiver != proposal.receiver) revert NotEntitled(msg.sender, proposal.receiver);
        _requireAllowed(_actOf(isReturn), whole, word, _requireInStock(unit, whole, word));

        address giver = transfer == Transfer.Ownership ? owner : custodian;
        if (transfer == Transfer.Custody && owner != custodian) {
            _requireConsignee(record, receiver, owner);
        }
        _erase(slot);
        _touch(record, source, word);
        // What carriers pass on under the name of a return, its owner neither gave back nor got back.
        if (isReturn && (giver == owner || receiver == owner)) word = word.withLifecycle(Lifecycle.Returned);
        if (transfer != Transfer.Custody) owner = receiver;
        if (transfer != Transfer.Ownership) word = word.heldBy(receiver);
        _writeOwned(record, word, owner);
        emit TransferAccepted(unit.batchId, giver, receiver, unit.level, unit.position, transfer, isReturn);
    }

    /// @inheritdoc IDrugProvenance
    function reject(UnitRef calldata unit, Transfer transfer) external override {
        (, , Record storage record, ) = _load(unit);
        Proposal storage proposal = _requireProposal(unit, record, transfer);
        address receiver = _organisation(Roles.KEEPERS);
        if (receiver != proposal.receiver) revert NotEntitled(msg.sender, proposal.receiver);
        _endProposal(unit.batchId, _placeOf(unit.level, unit.position), proposal, receiver);
    }

    /// @inheritdoc IDrugProvenance
    function cancel(UnitRef calldata unit, Transfer transfer) external override {
        (, UnitWord word, Record storage record, Record storage source) = _load(unit);
        Proposal storage proposal = _requireProposal(unit, record, transfer);
        address proposer = _requireProposer(transfer, word, source);
        _endProposal(unit.batchId, _placeOf(unit.level, unit.position), proposal, proposer);
    }

    /// @inheritdoc IDrugProvenance
    function disaggregate(UnitRef calldata unit, uint8 childLevel) external override {
        (UnitWord whole, UnitWord word, Record storage record, Record storage source) = _load(unit);
        address custodian = _requireCustodian(word);
        // No more than can be aggregated again, so that nobody splits what is another's for good.
        if (childLevel >= unit.level || unit.level - childLevel > MAXIMUM_SPLIT) {
            revert InvalidLevel(unit.level, childLevel);
        }
        _requireAllowed(Transitions.Act.Disaggregate, whole, word, _holdsOf(unit, whole, word));
        _endProposals(unit.batchId, _placeOf(unit.level, unit.position), record, custodian);
        _touch(record, source, word);
        record.word = word.withPartsAt(childLevel);
        emit Disaggregated(unit.batchId, custodian, unit.level, unit.position, childLevel);
    }

    /// @inheritdoc IDrugProvenance
    function aggregate(UnitRef calldata unit) external override {
        (UnitWord whole, UnitWord word, Record storage record, ) = _loadAny(unit);
        if (!word.isDisaggregated()) revert NotUnit(unit.batchId, unit.level, unit.position);
        (UnitWord state, address owner, address quarantinedAt) = _mergeParts(unit, record, word);
        address custodian = _requireCustodian(state);
        _requireAllowed(Transitions.Act.Aggregate, whole, state, _holdsOf(unit, whole, state));
        record.quarantinedAt = quarantinedAt;
        if (!state.isOwnedElsewhere()) delete record.owner;
        _writeOwned(record, word.withState(state).withoutParts(), owner);
        emit Aggregated(unit.batchId, custodian, unit.level, unit.position);
    }

    /// @inheritdoc IDrugProvenance
    function restock(UnitRef calldata unit, bytes32 reason) external override {
        if (unit.level > MAXIMUM_RESTOCK) revert InvalidLevel(unit.level, MAXIMUM_RESTOCK);
        _become(unit, Transitions.Act.Restock, Lifecycle.Available, reason);
        _requireUnmarked(unit);
    }

    /// @inheritdoc IDrugProvenance
    function destroy(UnitRef calldata unit, bytes32 reason) external override {
        _become(unit, Transitions.Act.Destroy, Lifecycle.Destroyed, reason);
    }

    /// @inheritdoc IDrugProvenance
    function reportStolen(UnitRef calldata unit, bytes32 reason) external override {
        _become(unit, Transitions.Act.ReportStolen, Lifecycle.Stolen, reason);
    }

    /// @inheritdoc IDrugProvenance
    function takeSample(UnitRef calldata unit, bytes32 reason) external override {
        _become(unit, Transitions.Act.TakeSample, Lifecycle.Sampled, reason);
    }

    /// @inheritdoc IDrugProvenance
    function quarantine(UnitRef calldata unit, bytes32 reason) external override {
        (, UnitWord word, , Record storage source) = _loadAny(unit);
        address holder = _organisation(HOLDERS);
        if (holder != word.custodian() && holder != _ownerOf(word, source)) {
            revert NotEntitled(msg.sender, word.custodian());
        }
        _putHold(unit, Holds.QUARANTINED, holder, reason);
    }

    /// @inheritdoc IDrugProvenance
    function releaseFromQuarantine(UnitRef calldata unit, bytes32 reason) external override {
        (, UnitWord word, , Record storage source) = _loadAny(unit);
        if (reason == 0) revert ReasonMissing();
        address organisation = _organisation(Roles.QUALITY_ASSURANCE);
        bool isParty =
            organisation == word.custodian() ||
                organisation == _ownerOf(word, source) ||
                organisation == source.quarantinedAt;
        if (isParty) revert NotIndependent(organisation);
        _liftHold(unit, Holds.QUARANTINED, organisation, reason);
    }

    /// @inheritdoc IDrugProvenance
    function putHold(UnitRef calldata unit, uint8 hold, bytes32 reason) external override {
        bool isTrusted =
            hold == Holds.QUARANTINED
                ? msg.sender == address(coldChain)
                : (hold == Holds.SUSPECT || hold == Holds.ILLEGITIMATE) &&
                    msg.sender == address(investigations);
        if (!isTrusted) revert NotTrusted(msg.sender);
        _putHold(unit, hold, msg.sender, reason);
    }

    /// @inheritdoc IDrugProvenance
    function liftHold(UnitRef calldata unit, uint8 hold, bytes32 reason) external override {
        if (hold != Holds.SUSPECT || msg.sender != address(investigations)) revert NotTrusted(msg.sender);
        _liftHold(unit, hold, msg.sender, reason);
    }

    /// @inheritdoc IDrugProvenance
    function batchOf(BatchId batchId) external view override returns (Batch memory) {
        (BatchRecord storage batch, UnitWord whole) = _requireBatch(batchId);
        return Batch(batch.root, whole.depth(), whole.expiryDay(), whole.isRecalled(), whole.ranges());
    }

    /// @inheritdoc IDrugProvenance
    function unitOf(UnitRef calldata ref) external view override returns (Unit memory unit) {
        (UnitWord whole, UnitWord word, Record storage record, Record storage source) = _loadAny(ref);
        unit.custodian = word.custodian();
        unit.owner = _ownerOf(word, source);
        unit.heldSince = word.heldSince();
        unit.lifecycle = word.lifecycle();
        unit.holds = _holdsOf(ref, whole, word);
        unit.isDisaggregated = word.isDisaggregated();
        if (unit.isDisaggregated) unit.childLevel = word.childLevel();
        unit.isExpired = _isExpired(whole);
        Proposal memory proposal = record.custody;
        unit.isInTransit =
            proposal.expiresAt > block.timestamp &&
            _isAllowed(_actOf(proposal.isReturn), whole, word, unit.holds);
    }

    /// @inheritdoc IDrugProvenance
    function proposalOf(
        UnitRef calldata unit,
        Transfer transfer
    ) external view override returns (Proposal memory) {
        (, , Record storage record, ) = _load(unit);
        return _slotOf(record, transfer);
    }

    /// @inheritdoc IDrugProvenance
    function recallsOf(BatchId batchId) external view override returns (uint32[] memory recalls) {
        (, UnitWord whole) = _requireBatch(batchId);
        uint256 count = whole.ranges();
        recalls = new uint32[](2 * count);
        for (uint256 index = 0; index < count; ++index) {
            (recalls[2 * index], recalls[2 * index + 1]) = _rangeAt(batchId, index);
        }
    }

    /// @inheritdoc IDrugProvenance
    function batchIdOf(address maker, uint256 nonce) public view override returns (BatchId) {
        return BatchId.wrap(keccak256(abi.encode(block.chainid, address(this), maker, nonce)));
    }

    /// @inheritdoc PackRegistry
    function _requireDispensable(
        UnitRef calldata unit,
        uint32 index
    ) internal view override returns (address dispenser, uint256 depth) {
        (UnitWord whole, UnitWord word, , Record storage source) = _load(unit);
        dispenser = _requireDispenser(word);
        if (word.isOwnedElsewhere()) revert OwnedElsewhere(source.owner);
        depth = whole.depth();
        uint8 holds = word.holds() | _recallOf(unit.batchId, whole, index, uint256(index) + 1);
        _requireAllowed(Transitions.Act.Dispense, whole, word, holds);
    }

    /// @inheritdoc PackRegistry
    function _requireUndoable(
        UnitRef calldata unit,
        uint32 index
    ) internal view override returns (address dispenser, uint40 heldSince, bool isHeld) {
        (UnitWord whole, UnitWord word, , ) = _load(unit);
        dispenser = _requireDispenser(word);
        heldSince = word.heldSince();
        uint8 holds = word.holds() | _recallOf(unit.batchId, whole, index, uint256(index) + 1);
        _requireAllowed(Transitions.Act.Undo, whole, word, holds);
        isHeld = holds != Holds.NONE;
    }

    /// @inheritdoc PackRegistry
    function _treeOf(BatchId batchId) internal view override returns (bytes32 root, uint256 depth) {
        (BatchRecord storage batch, UnitWord whole) = _requireBatch(batchId);
        return (batch.root, whole.depth());
    }

    /// @inheritdoc PackRegistry
    function _rootOf(BatchId batchId) internal view override returns (bytes32) {
        return _batches[batchId].root;
    }

    /// @dev What the parts have in common, which makes them one unit. Their records go, so that nothing of them comes back
    /// when the unit is disaggregated anew.
    function _mergeParts(
        UnitRef calldata unit,
        Record storage record,
        UnitWord word
    ) private returns (UnitWord state, address owner, address quarantinedAt) {
        BatchId batchId = unit.batchId;
        uint8 childLevel = word.childLevel();
        uint256 count = uint256(1) << (unit.level - childLevel);
        mapping(uint256 place => Record) storage parts = _batches[batchId].parts;
        uint256 first = _placeOf(childLevel, unit.position * count);
        for (uint256 place = first; place < first + count; ++place) {
            Record storage part = parts[place];
            (UnitWord partWord, Record storage source) = _orInherited(part, record, word);
            if (place == first) {
                (state, owner, quarantinedAt) = (partWord, _ownerOf(partWord, source), source.quarantinedAt);
            }
            bool isAlike =
                partWord.isAlike(state) &&
                    _ownerOf(partWord, source) == owner &&
                    source.quarantinedAt == quarantinedAt;
            if (!isAlike) revert PartDiffers(uint32(place));
            // The latest of all: what was dispensed before the custodian had every part, it cannot undo.
            if (partWord.heldSince() > state.heldSince()) state = state.withHeldSince(partWord.heldSince());
            _endProposals(batchId, place, part, state.custodian());
            delete parts[place];
        }
    }

    /// @dev One step from one lifecycle to another, which ends what was proposed.
    function _become(
        UnitRef calldata unit,
        Transitions.Act act,
        Lifecycle lifecycle,
        bytes32 reason
    ) private {
        (UnitWord whole, UnitWord word, Record storage record, Record storage source) = _load(unit);
        address organisation = _organisation(Roles.KEEPERS);
        address custodian = word.custodian();
        address owner = _ownerOf(word, source);
        bool isOwner = organisation == owner;
        bool isEntitled = organisation == custodian || (isOwner && lifecycle == Lifecycle.Stolen);
        if (!isEntitled) revert NotEntitled(msg.sender, custodian);
        uint8 holds = _requireInStock(unit, whole, word);
        // What is illegitimate can go nowhere: who keeps it destroys it, the owner's or not.
        bool isDisposal = lifecycle == Lifecycle.Destroyed && holds & Holds.ILLEGITIMATE != 0;
        if (!isOwner && lifecycle != Lifecycle.Stolen && !isDisposal) revert OwnedElsewhere(owner);
        _requireAllowed(act, whole, word, holds);
        _endProposals(unit.batchId, _placeOf(unit.level, unit.position), record, organisation);
        _touch(record, source, word);
        record.word = word.withLifecycle(lifecycle);
        emit LifecycleChanged(unit.batchId, organisation, unit.level, unit.position, lifecycle, reason);
    }

    /// @dev Does nothing where the hold is there. Ends what is proposed, unless it returns the unit.
    function _putHold(UnitRef calldata unit, uint8 hold, address by, bytes32 reason) private {
        (UnitWord whole, UnitWord word, Record storage record, Record storage source) = _loadAny(unit);
        _requireAllowed(Transitions.Act.Hold, whole, word, _holdsOf(unit, whole, word));
        if (word.holds() & hold != 0) return;
        _touch(record, source, word);
        if (hold == Holds.QUARANTINED) record.quarantinedAt = word.custodian();
        uint256 place = _placeOf(unit.level, unit.position);
        if (!record.custody.isReturn) _endProposal(unit.batchId, place, record.custody, by);
        if (!record.ownership.isReturn) _endProposal(unit.batchId, place, record.ownership, by);
        record.word = word.withHolds(word.holds() | hold);
        emit HoldPut(unit.batchId, by, unit.level, unit.position, hold, reason);
    }

    function _liftHold(UnitRef calldata unit, uint8 hold, address by, bytes32 reason) private {
        (UnitWord whole, UnitWord word, Record storage record, Record storage source) = _loadAny(unit);
        _requireAllowed(Transitions.Act.Hold, whole, word, _holdsOf(unit, whole, word));
        if (word.holds() & hold == 0) revert HoldMissing(hold);
        _touch(record, source, word);
        if (hold == Holds.QUARANTINED) delete record.quarantinedAt;
        record.word = word.withHolds(word.holds() & ~hold);
        emit HoldLifted(unit.batchId, by, unit.level, unit.position, hold, reason);
    }

    /// @dev Gives a unit a record of its own, but for the word, which the caller writes.
    function _touch(Record storage record, Record storage source, UnitWord word) private {
        if (_isSame(record, source)) return;
        if (word.isOwnedElsewhere()) record.owner = source.owner;
        if (word.holds() & Holds.QUARANTINED != 0) record.quarantinedAt = source.quarantinedAt;
    }

    /// @dev Writes the word of a record with this owner.
    function _writeOwned(Record storage record, UnitWord word, address owner) private {
        bool isElsewhere = owner != word.custodian();
        if (isElsewhere) record.owner = owner;
        else if (word.isOwnedElsewhere()) delete record.owner;
        record.word = word.ownedElsewhere(isElsewhere);
    }

    function _endProposals(BatchId batchId, uint256 place, Record storage record, address by) private {
        _endProposal(batchId, place, record.custody, by);
        _endProposal(batchId, place, record.ownership, by);
    }

    /// @dev Does nothing where there is none.
    function _endProposal(BatchId batchId, uint256 place, Proposal storage proposal, address by) private {
        if (proposal.receiver == address(0)) return;
        Transfer transfer = proposal.transfer;
        _erase(proposal);
        emit TransferEnded(batchId, by, uint8(place >> 32), uint32(place), transfer);
    }

    function _erase(Proposal storage proposal) private {
        assembly ("memory-safe") {
            sstore(proposal.slot, 0)
        }
    }

    /// @dev The unit, which is not disaggregated.
    function _load(
        UnitRef calldata unit
    ) private view returns (UnitWord whole, UnitWord word, Record storage record, Record storage source) {
        (whole, word, record, source) = _loadAny(unit);
        if (word.isDisaggregated()) revert NotUnit(unit.batchId, unit.level, unit.position);
    }

    /// @return whole The word of the batch.
    /// @return word The state of the unit, which may be disaggregated.
    /// @return record Where its record is, or will be.
    /// @return source The record that the state is in: its own, or that of the unit that it is a part of.
    function _loadAny(
        UnitRef calldata unit
    ) private view returns (UnitWord whole, UnitWord word, Record storage record, Record storage source) {
        BatchRecord storage batch;
        (batch, whole) = _requireBatch(unit.batchId);
        (uint256 level, uint256 position, uint256 depth) = (unit.level, unit.position, whole.depth());
        bool isInside = level <= depth && position >> (depth - level) == 0;
        if (!isInside) revert NotUnit(unit.batchId, unit.level, unit.position);
        if (level == depth) return (whole, whole, batch.whole, batch.whole);

        record = batch.parts[_placeOf(level, position)];
        word = record.word;
        if (!word.isEmpty()) return (whole, word, record, record);

        uint256 parentLevel = unit.parentLevel;
        bool isAbove = level < parentLevel && parentLevel <= depth;
        if (!isAbove) revert NotUnit(unit.batchId, unit.level, unit.position);
        source =
            parentLevel == depth
                ? batch.whole
                : batch.parts[_placeOf(parentLevel, position >> (parentLevel - level))];
        UnitWord parent = source.word;
        if (!parent.hasPartsAt(unit.level)) revert NotUnit(unit.batchId, unit.level, unit.position);
        word = parent.inherited();
    }

    /// @dev The word of a part and where its state is recorded.
    function _orInherited(
        Record storage part,
        Record storage parent,
        UnitWord parentWord
    ) private view returns (UnitWord word, Record storage source) {
        word = part.word;
        return word.isEmpty() ? (parentWord.inherited(), parent) : (word, part);
    }

    function _requireBatch(BatchId batchId) private view returns (BatchRecord storage batch, UnitWord whole) {
        batch = _batches[batchId];
        whole = batch.whole.word;
        if (whole.isEmpty()) revert UnknownBatch(batchId);
    }

    /// @dev Reverts unless the sender acts in such a role for the maker of the batch, which the nonce shows.
    function _requireMaker(
        BatchId batchId,
        uint256 nonce,
        uint16 roles
    ) private view returns (BatchRecord storage batch, UnitWord whole) {
        (batch, whole) = _requireBatch(batchId);
        address organisation = _organisation(roles);
        if (BatchId.unwrap(batchIdOf(organisation, nonce)) != BatchId.unwrap(batchId)) {
            revert NotEntitled(msg.sender, organisation);
        }
    }

    function _requireCustodian(UnitWord word) private view returns (address custodian) {
        custodian = word.custodian();
        if (_organisation(Roles.KEEPERS) != custodian) revert NotEntitled(msg.sender, custodian);
    }

    function _requireDispenser(UnitWord word) private view returns (address custodian) {
        custodian = word.custodian();
        if (_organisation(Roles.DISPENSER) != custodian) revert NotEntitled(msg.sender, custodian);
    }

    /// @dev The organisation that may propose such a transfer, for which the sender acts.
    function _requireProposer(
        Transfer transfer,
        UnitWord word,
        Record storage source
    ) private view returns (address proposer) {
        if (transfer == Transfer.Custody) return _requireCustodian(word);
        address owner = _ownerOf(word, source);
        proposer = _organisation(Roles.TRADERS);
        if (transfer == Transfer.Both) {
            if (proposer != word.custodian()) revert NotEntitled(msg.sender, word.custodian());
            if (proposer != owner) revert OwnedElsewhere(owner);
        } else if (proposer != owner) {
            revert NotEntitled(msg.sender, owner);
        }
    }

    /// @dev What another owns goes to a carrier, to the owner, or to whom the owner offers it.
    function _requireConsignee(Record storage record, address receiver, address owner) private view {
        if (receiver == owner) return;
        Proposal memory offer = record.ownership;
        bool isOffered = receiver == offer.receiver && offer.expiresAt > block.timestamp;
        if (!isOffered && _accreditations.organisationOf(msg.sender, Roles.CARRIER) != receiver) {
            revert NotConsignee(receiver);
        }
    }

    /// @dev The proposal in the slot, which is of this kind.
    function _requireProposal(
        UnitRef calldata unit,
        Record storage record,
        Transfer transfer
    ) private view returns (Proposal storage proposal) {
        proposal = _slotOf(record, transfer);
        if (proposal.receiver == address(0) || proposal.transfer != transfer) {
            revert NoProposal(unit.batchId, unit.level, unit.position, transfer);
        }
    }

    /// @dev Reverts where the slot has a proposal that can still be accepted.
    function _requireReplaceable(
        Proposal storage slot,
        UnitWord whole,
        UnitWord word,
        uint8 holds
    ) private view {
        Proposal memory proposal = slot;
        if (proposal.expiresAt <= block.timestamp) return;
        if (_isAllowed(_actOf(proposal.isReturn), whole, word, holds))
            revert ProposalOpen(proposal.expiresAt);
    }

    function _requireAllowed(Transitions.Act act, UnitWord whole, UnitWord word, uint8 holds) private view {
        if (_isAllowed(act, whole, word, holds)) return;
        revert NotAllowed(uint8(act), word.lifecycle(), holds, _isExpired(whole));
    }

    /// @dev The holds of a unit that may move: a single pack that was dispensed does not.
    function _requireInStock(
        UnitRef calldata unit,
        UnitWord whole,
        UnitWord word
    ) private view returns (uint8) {
        if (unit.level == 0) {
            uint32 mark = _markOf(unit.batchId, unit.position);
            if (mark > QUARANTINED_FOR_GOOD) revert AlreadyDispensed(unit.batchId, unit.position, mark);
        }
        return _holdsOf(unit, whole, word);
    }

    function _requireToCome(uint16 expiryDay) private view {
        uint256 today = block.timestamp / 1 days;
        if (expiryDay < today) revert InvalidExpiry(expiryDay, uint16(today));
    }

    /// @dev The organisation for which the sender acts in one of these roles.
    function _organisation(uint16 roles) private view returns (address organisation) {
        organisation = _accreditations.organisationOf(msg.sender, roles);
        if (organisation == address(0)) revert RoleMissing(msg.sender, roles);
    }

    function _isAllowed(
        Transitions.Act act,
        UnitWord whole,
        UnitWord word,
        uint8 holds
    ) private view returns (bool) {
        return Transitions.isAllowed(act, word.lifecycle(), holds, _isExpired(whole));
    }

    function _isExpired(UnitWord whole) private view returns (bool) {
        return block.timestamp / 1 days > whole.expiryDay();
    }

    /// @dev Holds put on the unit, those of recalls, and quarantine for a single pack that came back under a hold.
    function _holdsOf(
        UnitRef calldata unit,
        UnitWord whole,
        UnitWord word
    ) private view returns (uint8 holds) {
        uint256 from = uint256(unit.position) << unit.level;
        uint256 to = from + (uint256(1) << unit.level);
        holds = word.holds() | _recallOf(unit.batchId, whole, from, to);
        bool isPack = unit.level == 0;
        if (isPack && _markOf(unit.batchId, unit.position) == QUARANTINED_FOR_GOOD) {
            holds |= Holds.QUARANTINED;
        }
    }

    /// @dev {Holds-RECALLED} if any pack with an index in [from, to) is recalled.
    function _recallOf(
        BatchId batchId,
        UnitWord whole,
        uint256 from,
        uint256 to
    ) private view returns (uint8) {
        if (whole.isRecalled()) return Holds.RECALLED;
        uint256 count = whole.ranges();
        for (uint256 index = 0; index < count; ++index) {
            (uint32 start, uint32 end) = _rangeAt(batchId, index);
            if (start < to && from < end) return Holds.RECALLED;
        }
        return Holds.NONE;
    }

    function _rangeAt(BatchId batchId, uint256 index) private view returns (uint32 from, uint32 to) {
        uint256 range = _batches[batchId].recalls[index >> 2] >> ((index & 3) << 6);
        return (uint32(range), uint32(range >> 32));
    }

    function _ownerOf(UnitWord word, Record storage source) private view returns (address) {
        return word.isOwnedElsewhere() ? source.owner : word.custodian();
    }

    /// @dev Where a proposal stands: one of both under custody.
    function _slotOf(Record storage record, Transfer transfer) private view returns (Proposal storage) {
        return transfer == Transfer.Ownership ? record.ownership : record.custody;
    }

    function _isSame(Record storage one, Record storage other) private pure returns (bool isSame) {
        assembly ("memory-safe") {
            isSame := eq(one.slot, other.slot)
        }
    }

    function _actOf(bool isReturn) private pure returns (Transitions.Act) {
        return isReturn ? Transitions.Act.Return : Transitions.Act.Transfer;
    }

    /// @dev Roles in which a receiver takes what it is offered: a return ends at a distributor, a maker, or its owner.
    function _receiverRoles(Proposal memory proposal, address owner) private pure returns (uint16 roles) {
        bool isTrader = !proposal.isReturn || proposal.receiver == owner;
        roles = isTrader ? Roles.TRADERS : Roles.MANUFACTURER | Roles.DISTRIBUTOR;
        return proposal.transfer == Transfer.Custody ? roles | Roles.CARRIER : roles;
    }
}
