// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {Purposes} from "./types/Purposes.sol";
import {Roles} from "./types/Roles.sol";
import {ModelVersion, Purpose} from "./types/Types.sol";

/// @title ModelRegistry
/// @dev Documented by {IModelRegistry}.
contract ModelRegistry is IModelRegistry {
    using Purposes for Purpose;

    /// @dev Reports that an agreement must be over. Twenty follows the rule of disclosure control that small cells are not
    /// published; an organisation with fewer waits longer.
    uint32 public constant MINIMUM_REVIEWED = 20;

    bytes32 private constant MODEL_DOMAIN = keccak256("salus.model.version.v1");

    IAccreditationRegistry private immutable _accreditations;

    mapping(ModelVersion version => ModelState) private _models;
    mapping(ModelVersion version => AgreementTotals) private _agreements;
    mapping(ModelVersion version => mapping(address organisation => uint40)) private _publishedUntil;

    modifier onlyAuthority() {
        if (msg.sender != _accreditations.authority()) revert NotAuthority(msg.sender);
        _;
    }

    constructor(IAccreditationRegistry accreditations) {
        _accreditations = accreditations;
    }

    /// @inheritdoc IModelRegistry
    function approve(
        ModelDescriptor calldata descriptor
    ) external override onlyAuthority returns (ModelVersion version) {
        if (descriptor.purposes == 0 || descriptor.purposes & ~Purposes.ALL != 0) {
            revert InvalidPurposes(descriptor.purposes);
        }
        version = modelVersionOf(descriptor);
        ModelState storage model = _models[version];
        if (model.status != Status.Unknown) revert InvalidStatus(version, model.status);
        uint40 from = _announcedFrom();
        _models[version] = ModelState(Status.Approved, from, uint40(block.timestamp), descriptor.purposes);
        emit ModelApproved(version, descriptor, from);
    }

    /// @inheritdoc IModelRegistry
    function suspend(ModelVersion version) external override onlyAuthority {
        ModelState storage model = _models[version];
        if (model.status != Status.Approved) revert InvalidStatus(version, model.status);
        model.status = Status.Suspended;
        model.changedAt = uint40(block.timestamp);
        emit ModelSuspended(version);
    }

    /// @inheritdoc IModelRegistry
    function reinstate(ModelVersion version) external override onlyAuthority {
        ModelState storage model = _models[version];
        if (model.status != Status.Suspended) revert InvalidStatus(version, model.status);
        model.status = Status.Approved;
        model.from = _announcedFrom();
        model.changedAt = uint40(block.timestamp);
        emit ModelReinstated(version, model.from);
    }

    /// @inheritdoc IModelRegistry
    function retire(ModelVersion version) external override onlyAuthority {
        ModelState storage model = _models[version];
        if (model.status == Status.Unknown || model.status == Status.Retired) {
            revert InvalidStatus(version, model.status);
        }
        model.status = Status.Retired;
        model.changedAt = uint40(block.timestamp);
        emit ModelRetired(version);
    }

    /// @inheritdoc IModelRegistry
    function publishAgreement(ModelVersion version, AgreementReport calldata report) external override {
        address organisation = _accreditations.organisationOf(msg.sender, Roles.CUSTODIAN);
        if (organisation == address(0)) revert NotCustodian(msg.sender);
        ModelState storage model = _models[version];
        if (model.status == Status.Unknown) revert InvalidStatus(version, model.status);
        uint40 previous = _publishedUntil[version][organisation];
        if (report.from < previous || report.until <= report.from || report.until > block.timestamp) {
            revert InvalidAgreementPeriod(report.from, report.until, previous);
        }
        _requireConsistent(report);

        _publishedUntil[version][organisation] = report.until;
        AgreementTotals memory totals = _agreements[version];
        totals.reviewed += report.reviewed;
        totals.overridden += report.overridden;
        totals.confirmed += report.confirmed;
        totals.refuted += report.refuted;
        _agreements[version] = totals;
        emit AgreementPublished(version, organisation, report);
    }

    /// @inheritdoc IModelRegistry
    function requireApproved(ModelVersion version, Purpose purpose) external view override {
        ModelState memory model = _models[version];
        bool isApproved =
            model.status == Status.Approved &&
                model.from <= block.timestamp &&
                purpose.isKnown() &&
                model.purposes & purpose.bit() != 0;
        if (!isApproved) revert ModelNotApproved(version, purpose);
    }

    /// @inheritdoc IModelRegistry
    function stateOf(ModelVersion version) external view override returns (ModelState memory) {
        return _models[version];
    }

    /// @inheritdoc IModelRegistry
    function agreementOf(ModelVersion version) external view override returns (AgreementTotals memory) {
        return _agreements[version];
    }

    /// @inheritdoc IModelRegistry
    function publishedUntil(
        ModelVersion version,
        address organisation
    ) external view override returns (uint40) {
        return _publishedUntil[version][organisation];
    }

    /// @inheritdoc IModelRegistry
    function modelVersionOf(ModelDescriptor calldata descriptor) public pure override returns (ModelVersion) {
        return ModelVersion.wrap(keccak256(abi.encode(MODEL_DOMAIN, descriptor)));
    }

    function _requireConsistent(AgreementReport calldata report) private pure {
        (uint32 reviewed, uint32 overridden) = (report.reviewed, report.overridden);
        (uint32 confirmed, uint32 refuted) = (report.confirmed, report.refuted);
        if (reviewed < MINIMUM_REVIEWED) revert TooFewReviewed(reviewed, MINIMUM_REVIEWED);
        if (overridden > reviewed || uint256(confirmed) + refuted > reviewed) {
            revert InconsistentAgreement(reviewed, overridden, confirmed, refuted);
        }
    }

    function _announcedFrom() private view returns (uint40) {
        return uint40(block.timestamp) + _accreditations.announcementDelay();
    }
}
