// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {IDrugProvenance} from "./interfaces/IDrugProvenance.sol";
import {IInvestigations} from "./interfaces/IInvestigations.sol";
import {IPackRegistry} from "./interfaces/IPackRegistry.sol";
import {Transitions} from "./libraries/Transitions.sol";
import {Holds} from "./types/Holds.sol";
import {Roles} from "./types/Roles.sol";
import {BatchId} from "./types/Types.sol";

/// @title Investigations
/// @dev Documented by {IInvestigations}. Made by the constructor of {DrugProvenance}, so that neither can be exchanged.
contract Investigations is IInvestigations {
    /// @dev Time to notify. US FD&C Act, section 582(b)(4)(B)(ii), (c)(4)(B)(ii) and (d)(4)(B)(ii): 24 hours after the determination.
    uint40 private constant NOTIFICATION_TIME = 24 hours;

    /// @dev Time to determine. The law says "promptly" and no number, section 582(b)(4)(A)(i): this one is Salus's choice.
    uint40 private constant DETERMINATION_TIME = 72 hours;

    /// @dev Longest time of either kind: a clock that never ends is none.
    uint40 private constant LONGEST_TIME = 365 days;

    uint16 private constant PARTIES = Roles.TRADERS | Roles.QUALITY_ASSURANCE;

    IAccreditationRegistry private immutable _accreditations;
    IDrugProvenance private immutable _provenance;

    mapping(BatchId batchId => mapping(uint8 level => mapping(uint32 position => Investigation)))
        private _investigations;
    mapping(uint16 role => Clocks) private _clocks;
    uint32 private _count;

    constructor(IAccreditationRegistry accreditations, IDrugProvenance provenance) {
        _accreditations = accreditations;
        _provenance = provenance;
        Clocks memory clocks = Clocks(DETERMINATION_TIME, NOTIFICATION_TIME);
        _configure(Roles.MANUFACTURER, clocks);
        _configure(Roles.DISTRIBUTOR, clocks);
        _configure(Roles.DISPENSER, clocks);
    }

    /// @inheritdoc IInvestigations
    function configure(uint16 role, Clocks calldata clocks) external override {
        if (msg.sender != _accreditations.authority()) revert NotAuthority(msg.sender);
        bool isKnown = role == Roles.MANUFACTURER || role == Roles.DISTRIBUTOR || role == Roles.DISPENSER;
        if (!isKnown || !_isTime(clocks.determination) || !_isTime(clocks.notification)) {
            revert InvalidClocks(role);
        }
        _configure(role, clocks);
    }

    /// @inheritdoc IInvestigations
    function open(IPackRegistry.UnitRef calldata unit, bytes32 reason) external override {
        IDrugProvenance.Unit memory state = _provenance.unitOf(unit);
        (address organisation, uint16 role) = _traderOf(msg.sender);
        bool isParty = organisation == state.custodian || organisation == state.owner;
        if (organisation == address(0) || !isParty) revert NotEntitled(msg.sender, organisation);
        if (state.isDisaggregated) revert UnitDivided(unit.level, unit.position);
        if (state.holds & (Holds.SUSPECT | Holds.ILLEGITIMATE) != 0) revert AlreadyHeld(state.holds);

        _investigations[unit.batchId][unit.level][unit.position] = Investigation({
            organisation: organisation,
            openedAt: uint40(block.timestamp),
            determinedAt: 0,
            notifiedAt: 0,
            verdict: Verdict.Open,
            role: role,
            number: ++_count
        });
        emit InvestigationOpened(unit.batchId, organisation, unit.level, unit.position, reason);
        _provenance.putHold(unit, Holds.SUSPECT, reason);
    }

    /// @inheritdoc IInvestigations
    function determine(
        IPackRegistry.UnitRef calldata unit,
        Verdict verdict,
        bytes32 reason
    ) external override {
        if (verdict == Verdict.Open) revert InvalidVerdict(verdict);
        Investigation storage investigation = _requireInvestigation(unit, Verdict.Open);
        address organisation = investigation.organisation;
        _requireEntitled(organisation, Roles.QUALITY_ASSURANCE);
        (investigation.verdict, investigation.determinedAt) = (verdict, uint40(block.timestamp));
        emit InvestigationDetermined(unit.batchId, organisation, unit.level, unit.position, verdict, reason);
        _apply(unit, verdict, reason);
    }

    /// @inheritdoc IInvestigations
    function settle(IPackRegistry.UnitRef calldata part) external override {
        Verdict verdict = _decisiveOf(part);
        if (verdict == Verdict.Open) revert NoInvestigation(part.batchId, part.level, part.position);
        _apply(part, verdict, bytes32(0));
    }

    /// @inheritdoc IInvestigations
    function notify(IPackRegistry.UnitRef calldata unit, bytes32 notice) external override {
        Investigation storage investigation = _requireInvestigation(unit, Verdict.Illegitimate);
        address organisation = investigation.organisation;
        _requireEntitled(organisation, PARTIES);
        if (investigation.notifiedAt != 0) revert NoInvestigation(unit.batchId, unit.level, unit.position);
        investigation.notifiedAt = uint40(block.timestamp);
        emit IllegitimateNotified(unit.batchId, organisation, unit.level, unit.position, notice);
    }

    /// @inheritdoc IInvestigations
    function investigationOf(
        BatchId batchId,
        uint8 level,
        uint32 position
    ) external view override returns (Investigation memory) {
        return _investigations[batchId][level][position];
    }

    /// @inheritdoc IInvestigations
    function overdueOf(
        BatchId batchId,
        uint8 level,
        uint32 position
    ) external view override returns (Overdue overdue, uint40 dueAt) {
        Investigation memory investigation = _investigations[batchId][level][position];
        if (investigation.organisation == address(0)) return (Overdue.Nothing, 0);
        Clocks memory clocks = _clocks[investigation.role];
        if (investigation.verdict == Verdict.Open) {
            return _overdue(Overdue.Determination, investigation.openedAt, clocks.determination);
        }
        if (investigation.verdict == Verdict.Illegitimate && investigation.notifiedAt == 0) {
            return _overdue(Overdue.Notification, investigation.determinedAt, clocks.notification);
        }
    }

    /// @inheritdoc IInvestigations
    function clocksOf(uint16 role) external view override returns (Clocks memory) {
        return _clocks[role];
    }

    function _configure(uint16 role, Clocks memory clocks) private {
        _clocks[role] = clocks;
        emit ClocksConfigured(role, clocks.determination, clocks.notification);
    }

    /// @dev Does nothing where it was done before, or where the unit is gone for good: stolen, sampled.
    function _apply(IPackRegistry.UnitRef calldata unit, Verdict verdict, bytes32 reason) private {
        IDrugProvenance.Unit memory state = _provenance.unitOf(unit);
        bool isPossible =
            state.holds & Holds.SUSPECT != 0 &&
                Transitions.isAllowed(Transitions.Act.Hold, state.lifecycle, state.holds, state.isExpired);
        if (!isPossible) return;
        if (verdict == Verdict.Illegitimate) _provenance.putHold(unit, Holds.ILLEGITIMATE, reason);
        _provenance.liftHold(unit, Holds.SUSPECT, reason);
    }

    function _requireInvestigation(
        IPackRegistry.UnitRef calldata unit,
        Verdict verdict
    ) private view returns (Investigation storage investigation) {
        investigation = _investigations[unit.batchId][unit.level][unit.position];
        if (investigation.organisation == address(0) || investigation.verdict != verdict) {
            revert NoInvestigation(unit.batchId, unit.level, unit.position);
        }
    }

    function _requireEntitled(address organisation, uint16 roles) private view {
        if (_accreditations.organisationOf(msg.sender, roles) != organisation) {
            revert NotEntitled(msg.sender, organisation);
        }
    }

    /// @dev The verdict of the latest investigation of the part or of a unit that it was split from, which is the one through
    /// which it is suspect. Open where there is none.
    function _decisiveOf(IPackRegistry.UnitRef calldata part) private view returns (Verdict verdict) {
        uint32 latest = 0;
        uint8 depth = _provenance.batchOf(part.batchId).depth;
        for (uint8 level = part.level; level <= depth; ++level) {
            uint32 position = part.position >> (level - part.level);
            Investigation storage investigation = _investigations[part.batchId][level][position];
            if (investigation.number > latest) {
                (latest, verdict) = (investigation.number, investigation.verdict);
            }
        }
    }

    /// @dev The organisation that the account acts for as a trader, and the first such role that it has.
    function _traderOf(address account) private view returns (address organisation, uint16 role) {
        for (role = Roles.MANUFACTURER; role <= Roles.DISPENSER; role <<= 1) {
            organisation = _accreditations.organisationOf(account, role);
            if (organisation != address(0)) return (organisation, role);
        }
    }

    function _overdue(Overdue what, uint40 since, uint40 time) private view returns (Overdue, uint40) {
        uint40 dueAt = since + time;
        return (block.timestamp > dueAt ? what : Overdue.Nothing, dueAt);
    }

    function _isTime(uint40 time) private pure returns (bool) {
        return time != 0 && time <= LONGEST_TIME;
    }
}
