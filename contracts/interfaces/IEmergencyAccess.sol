// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Category} from "../types/Types.sol";

/// @title Breaking the glass
/// @notice An accredited responder opens a patient's records for a bounded window, with a commitment to the reason. How
/// often is limited, per responder and per organisation. Someone of another organisation must review each episode; while
/// a review of a responder is overdue, the responder opens nothing more. A patient chooses beforehand which categories an
/// emergency opens: by default all but the sensitive ones, at will none. Opt-out and denials are for
/// {IConsentRegistry-decide} to keep closed.
/// @custom:warning The event is the notice: custodians pass it on to the patient, and re-key what was opened.
interface IEmergencyAccess {
    enum Verdict {
        None,
        Justified,
        Unjustified
    }

    /// @param until First second after the window.
    /// @param reviewDueAt First second at which a review is overdue.
    struct Episode {
        address patient;
        uint40 openedAt;
        uint40 until;
        address responder;
        uint40 reviewDueAt;
        Verdict verdict;
        address organisation;
    }

    /// @notice A patient's choice of what an emergency opens.
    /// @param isMade Whether the patient chose; otherwise all categories but the sensitive ones are open.
    /// @param categories Mask of {Categories}.
    /// @param changes What a signed choice must name; every change draws it anew.
    /// @param chosenBy The patient's controller who chose: after a recovery, sensitive categories are closed again.
    struct Choice {
        bool isMade;
        uint32 categories;
        uint32 changes;
        address chosenBy;
    }

    /// @notice A choice to be signed.
    /// @param generation The patient's generation in {IConsentRegistry}: whatever ends all consents voids it.
    struct SignedChoice {
        address patient;
        uint32 categories;
        uint32 changes;
        uint32 generation;
        uint40 deadline;
    }

    /// @notice An emergency opens these categories of `patient`, and no others.
    event ChoiceMade(address indexed patient, uint32 categories);

    /// @notice `responder` opened the records of `patient` until `until`.
    event GlassBroken(
        bytes32 indexed episodeId,
        address indexed patient,
        address indexed responder,
        address organisation,
        bytes32 reasonCommitment,
        uint40 until,
        uint40 reviewDueAt
    );

    /// @notice The responder closed the window early.
    event EpisodeClosed(bytes32 indexed episodeId);

    /// @notice `reviewer` judged the episode.
    event EpisodeReviewed(
        bytes32 indexed episodeId,
        address indexed reviewer,
        Verdict verdict,
        bytes32 commitment
    );

    /// @notice `account` does not control `patient`.
    error NotController(address patient, address account);

    /// @notice The mask has bits that are no category.
    error InvalidCategories(uint32 categories);

    /// @notice The signed choice builds on another state than the present one.
    error StaleChoice(uint32 changes, uint32 generation, uint32 currentChanges, uint32 currentGeneration);

    /// @notice `account` is not an accredited responder now.
    error NotResponder(address account);

    /// @notice A reason must be committed to.
    error ReasonMissing();

    /// @notice The responder has a window open for this patient.
    error AlreadyOpen(bytes32 episodeId);

    /// @notice The responder, or its organisation, has opened as many as it may within {LIMIT_PERIOD}.
    error LimitReached(address account, uint256 limit);

    /// @notice A review of this responder is overdue.
    error ReviewOverdue(bytes32 episodeId);

    /// @notice There is no such episode.
    error UnknownEpisode(bytes32 episodeId);

    /// @notice Only the responder closes its window.
    error NotOpener(bytes32 episodeId, address account);

    /// @notice `account` is not accredited for reviews now, or is of an organisation of which the responder is or was at
    /// the time.
    error NotReviewer(address account);

    /// @notice The episode was reviewed before.
    error AlreadyReviewed(bytes32 episodeId);

    /// @notice A verdict is justified or unjustified.
    error InvalidVerdict();

    /// @notice Chooses what an emergency opens; 0 for nothing. Only the patient's controller.
    function choose(address patient, uint32 categories) external;

    /// @notice {choose} by a signature of the patient's controller. One that was used does nothing if it is so already.
    function chooseBySignature(SignedChoice calldata request, bytes calldata signature) external;

    /// @notice Opens the records of `patient` to the sender, an accredited responder.
    function breakGlass(address patient, bytes32 reasonCommitment) external returns (bytes32 episodeId);

    /// @notice Closes the sender's window early.
    function close(bytes32 episodeId) external;

    /// @notice Judges an episode. Only accredited quality assurance or an auditor of another organisation.
    function review(bytes32 episodeId, Verdict verdict, bytes32 commitment) external;

    /// @notice Whether `responder` has a window open for `patient` that shows `category`, and is accredited still, for the
    /// organisation for which it was opened.
    function isOpen(address patient, address responder, Category category) external view returns (bool);

    /// @notice What is recorded of the choice of `patient`.
    function choiceOf(address patient) external view returns (Choice memory);

    /// @notice What is recorded of an episode.
    function episodeOf(bytes32 episodeId) external view returns (Episode memory);

    /// @notice The first episode of `responder` without a review, or zero.
    function awaitingReview(address responder) external view returns (bytes32);

    /// @notice Whether a review of `responder` is overdue.
    function isOverdue(address responder) external view returns (bool);
}
