// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {IConsentRegistry} from "./interfaces/IConsentRegistry.sol";
import {IEmergencyAccess} from "./interfaces/IEmergencyAccess.sol";
import {SignatureCheck} from "./libraries/SignatureCheck.sol";
import {Unforeseeable} from "./libraries/Unforeseeable.sol";
import {Categories} from "./types/Categories.sol";
import {Roles} from "./types/Roles.sol";
import {Category} from "./types/Types.sol";

/// @title EmergencyAccess
/// @dev Documented by {IEmergencyAccess}. Made by the constructor of {ConsentRegistry}.
contract EmergencyAccess is IEmergencyAccess, EIP712 {
    using Categories for Category;

    /// @dev Length of a window.
    uint40 public constant WINDOW = 4 hours;

    /// @dev Time within which an episode has to be reviewed, from its opening.
    uint40 public constant REVIEW_PERIOD = 72 hours;

    /// @dev Period to which the limits apply.
    uint40 public constant LIMIT_PERIOD = 1 days;

    /// @dev Episodes that one responder may open within {LIMIT_PERIOD}.
    uint256 public constant RESPONDER_LIMIT = 5;

    /// @dev Episodes that the responders of one organisation may open within {LIMIT_PERIOD}.
    uint256 public constant ORGANISATION_LIMIT = 50;

    bytes32 private constant CHOICE_TYPEHASH = keccak256(
        "EmergencyChoice(string words,address patient,uint32 categories,uint32 changes,uint32 generation,uint40 deadline)"
    );

    bytes32 private constant CHOICE_WORDS = keccak256(
        "In an emergency, show responders these categories and no others"
    );

    bytes32 private constant EPISODE_DOMAIN = keccak256("salus.emergency.episode.v1");

    uint16 private constant REVIEWERS = Roles.QUALITY_ASSURANCE | Roles.AUDITOR;

    IAccreditationRegistry private immutable _accreditations;
    IConsentRegistry private immutable _consents;

    mapping(address patient => Choice) private _choices;
    mapping(bytes32 episodeId => Episode) private _episodes;
    mapping(address patient => mapping(address responder => bytes32 episodeId)) private _latest;
    /// @dev Episodes of a responder or an organisation, in order of opening.
    mapping(address account => bytes32[] episodeIds) private _history;
    /// @dev Place in a responder's history of the first episode without a review.
    mapping(address responder => uint256 place) private _awaiting;

    constructor(
        IAccreditationRegistry accreditations,
        IConsentRegistry consents
    ) EIP712("Salus Emergency", "1") {
        _accreditations = accreditations;
        _consents = consents;
    }

    /// @inheritdoc IEmergencyAccess
    function choose(address patient, uint32 categories) external override {
        if (msg.sender != _consents.controllerOf(patient)) revert NotController(patient, msg.sender);
        _choose(patient, categories);
    }

    /// @inheritdoc IEmergencyAccess
    function chooseBySignature(SignedChoice calldata request, bytes calldata signature) external override {
        Choice memory current = _choices[request.patient];
        uint32 generation = _consents.headerOf(request.patient).generation;
        if (request.changes != current.changes || request.generation != generation) {
            // One that names the present state is taken even if it changes nothing: it voids others signed for it.
            if (current.isMade && current.categories == request.categories) return;
            revert StaleChoice(request.changes, request.generation, current.changes, generation);
        }
        SignatureCheck.requireValid(
            _consents.controllerOf(request.patient),
            _hashTypedDataV4(keccak256(abi.encode(CHOICE_TYPEHASH, CHOICE_WORDS, request))),
            request.deadline,
            signature
        );
        _choose(request.patient, request.categories);
    }

    /// @inheritdoc IEmergencyAccess
    function breakGlass(
        address patient,
        bytes32 reasonCommitment
    ) external override returns (bytes32 episodeId) {
        address organisation = _accreditations.organisationOf(msg.sender, Roles.RESPONDER);
        if (organisation == address(0)) revert NotResponder(msg.sender);
        if (reasonCommitment == bytes32(0)) revert ReasonMissing();
        bytes32 latest = _latest[patient][msg.sender];
        if (block.timestamp < _episodes[latest].until) revert AlreadyOpen(latest);
        if (isOverdue(msg.sender)) revert ReviewOverdue(awaitingReview(msg.sender));
        _requireBelow(msg.sender, RESPONDER_LIMIT);
        _requireBelow(organisation, ORGANISATION_LIMIT);

        uint256 place = _history[msg.sender].length;
        episodeId = keccak256(
            abi.encode(EPISODE_DOMAIN, block.chainid, address(this), patient, msg.sender, place)
        );
        uint40 openedAt = uint40(block.timestamp);
        _episodes[episodeId] = Episode({
            patient: patient,
            openedAt: openedAt,
            until: openedAt + WINDOW,
            responder: msg.sender,
            reviewDueAt: openedAt + REVIEW_PERIOD,
            verdict: Verdict.None,
            organisation: organisation
        });
        _latest[patient][msg.sender] = episodeId;
        _history[msg.sender].push(episodeId);
        _history[organisation].push(episodeId);
        emit GlassBroken(
            episodeId,
            patient,
            msg.sender,
            organisation,
            reasonCommitment,
            openedAt + WINDOW,
            openedAt + REVIEW_PERIOD
        );
    }

    /// @inheritdoc IEmergencyAccess
    function close(bytes32 episodeId) external override {
        Episode storage episode = _requireKnown(episodeId);
        if (episode.responder != msg.sender) revert NotOpener(episodeId, msg.sender);
        if (block.timestamp >= episode.until) return;
        episode.until = uint40(block.timestamp);
        emit EpisodeClosed(episodeId);
    }

    /// @inheritdoc IEmergencyAccess
    function review(bytes32 episodeId, Verdict verdict, bytes32 commitment) external override {
        Episode storage episode = _requireKnown(episodeId);
        address organisation = _accreditations.organisationOf(msg.sender, REVIEWERS);
        // The responder may have changed organisations since, and would be reviewed by itself or by new colleagues.
        bool isOther =
            organisation != address(0) &&
                organisation != episode.organisation &&
                organisation != _accreditations.organisationOf(episode.responder, Roles.ALL) &&
                msg.sender != episode.responder;
        if (!isOther) revert NotReviewer(msg.sender);
        if (verdict == Verdict.None) revert InvalidVerdict();
        if (episode.verdict != Verdict.None) revert AlreadyReviewed(episodeId);

        episode.verdict = verdict;
        _advance(episode.responder);
        emit EpisodeReviewed(episodeId, msg.sender, verdict, commitment);
    }

    /// @inheritdoc IEmergencyAccess
    function isOpen(
        address patient,
        address responder,
        Category category
    ) external view override returns (bool) {
        Episode storage episode = _episodes[_latest[patient][responder]];
        if (block.timestamp >= episode.until) return false;
        return
            _opened(patient) & category.bit() != 0 &&
            _accreditations.organisationOf(responder, Roles.RESPONDER) == episode.organisation;
    }

    /// @inheritdoc IEmergencyAccess
    function choiceOf(address patient) external view override returns (Choice memory) {
        return _choices[patient];
    }

    /// @inheritdoc IEmergencyAccess
    function episodeOf(bytes32 episodeId) external view override returns (Episode memory) {
        return _episodes[episodeId];
    }

    /// @inheritdoc IEmergencyAccess
    function awaitingReview(address responder) public view override returns (bytes32) {
        uint256 place = _awaiting[responder];
        return place < _history[responder].length ? _history[responder][place] : bytes32(0);
    }

    /// @inheritdoc IEmergencyAccess
    function isOverdue(address responder) public view override returns (bool) {
        bytes32 episodeId = awaitingReview(responder);
        return episodeId != bytes32(0) && block.timestamp >= _episodes[episodeId].reviewDueAt;
    }

    function _choose(address patient, uint32 categories) private {
        if (categories & ~Categories.ALL != 0) revert InvalidCategories(categories);
        _choices[patient] = Choice(
            true,
            categories,
            Unforeseeable.draw(_choices[patient].changes, patient),
            _consents.controllerOf(patient)
        );
        emit ChoiceMade(patient, categories);
    }

    /// @dev Mask of the categories that an emergency opens. What an earlier controller kept closed stays so; sensitive
    /// ones that it opened do not, as no consent outlasts a recovery.
    function _opened(address patient) private view returns (uint32) {
        uint32 usual = Categories.ALL & ~Categories.SENSITIVE;
        Choice memory choice = _choices[patient];
        if (!choice.isMade) return usual;
        return
            choice.chosenBy == _consents.controllerOf(patient)
                ? choice.categories
                : choice.categories & usual;
    }

    /// @dev Moves on to the responder's first episode without a review. Each step was paid for by an episode.
    function _advance(address responder) private {
        bytes32[] storage history = _history[responder];
        uint256 place = _awaiting[responder];
        while (place < history.length && _episodes[history[place]].verdict != Verdict.None) ++place;
        _awaiting[responder] = place;
    }

    /// @dev Reverts where the episode `limit` before the next one is not a {LIMIT_PERIOD} old.
    function _requireBelow(address account, uint256 limit) private view {
        bytes32[] storage history = _history[account];
        if (history.length < limit) return;
        uint40 openedAt = _episodes[history[history.length - limit]].openedAt;
        if (block.timestamp < openedAt + LIMIT_PERIOD) revert LimitReached(account, limit);
    }

    function _requireKnown(bytes32 episodeId) private view returns (Episode storage episode) {
        episode = _episodes[episodeId];
        if (episode.openedAt == 0) revert UnknownEpisode(episodeId);
    }
}
