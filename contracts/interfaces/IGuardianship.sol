// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Who may act for a patient, and how a patient gets back in
/// @notice A guardian grants and revokes for a patient within a mandate that ends. The patient's controller names and
/// dismisses guardians at will; for a patient who cannot, two accredited parties of different organisations name one,
/// after a waiting period in which the patient can veto. A patient who has lost the account is given a new controller by
/// two parties of different organisations, after {RECOVERY_DELAY} in which the old one can stop it; no consent is
/// carried over. No act of a guardian takes anything away from the patient, who can undo it and dismiss its author.
/// @custom:trust Two accredited parties who collude can give a patient who does not look for {RECOVERY_DELAY} a controller
/// of theirs. Records are not opened by it: no consent is carried over, and keys are the patient's own.
interface IGuardianship {
    /// @param from First second of the mandate.
    /// @param until First second after it.
    /// @param changes What a signed appointment must name. The patient's own appointment adds 1; a dismissal draws it
    /// anew. Nothing that others do changes it, except that the guardian may resign.
    /// @param dismissals Count of the patient's dismissals, modulo 2^32: a signed dismissal names the one it follows.
    /// @param recoveries Count of the patient's completed recoveries when it was made: one from before does not count.
    struct Mandate {
        uint40 from;
        uint40 until;
        uint32 changes;
        uint32 dismissals;
        uint24 recoveries;
    }

    /// @param controller Account that would act for the patient; zero if nothing is confirmed.
    /// @param readyAt First second at which it can be completed; 0 if nothing is confirmed.
    /// @param count Count of cancellations and completions, modulo 2^32: a signed cancellation names the one it follows.
    /// @param completed Count of completions.
    struct Recovery {
        address controller;
        uint40 readyAt;
        uint32 count;
        uint24 completed;
    }

    /// @notice An appointment to be signed.
    /// @param generation The patient's generation in {IConsentRegistry}: whatever ends all consents voids it.
    struct SignedAppointment {
        address patient;
        address guardian;
        uint40 until;
        uint32 changes;
        uint32 generation;
        uint40 deadline;
    }

    /// @notice A dismissal to be signed.
    /// @param count {Mandate-dismissals}.
    struct SignedDismissal {
        address patient;
        address guardian;
        uint32 count;
        uint40 deadline;
    }

    /// @notice The cancellation of a recovery, to be signed.
    /// @param count {Recovery-count}.
    struct SignedCancellation {
        address patient;
        uint32 count;
        uint40 deadline;
    }

    /// @notice `guardian` may act for `patient` from `from` until `until`.
    event GuardianAppointed(address indexed patient, address indexed guardian, uint40 from, uint40 until);

    /// @notice The first of two parties proposes `guardian`.
    event GuardianProposed(
        address indexed patient,
        address indexed guardian,
        address indexed proposer,
        address organisation,
        uint40 until
    );

    /// @notice `guardian` may not act for `patient` any more, or never came to.
    event GuardianDismissed(address indexed patient, address indexed guardian);

    /// @notice The first of two parties proposes that `controller` act for `patient`.
    event RecoveryProposed(address indexed patient, address indexed controller, address indexed proposer);

    /// @notice The second party agrees; from `readyAt` on it can be completed.
    event RecoveryConfirmed(address indexed patient, address indexed controller, uint40 readyAt);

    /// @notice The patient wants no recovery: every proposal is void, and the confirmed one, to `controller`, if it is not
    /// zero.
    event RecoveryCancelled(address indexed patient, address indexed controller);

    /// @notice `controller` acts for `patient` from now on. No mandate from before counts.
    event RecoveryCompleted(address indexed patient, address indexed controller);

    /// @notice `account` does not control `patient`.
    error NotController(address patient, address account);

    /// @notice A guardian is neither the patient, nor its controller, nor the zero address.
    error InvalidGuardian(address guardian);

    /// @notice `until` is over, or further away than {MAXIMUM_MANDATE}.
    error InvalidMandate(uint40 until);

    /// @notice `guardian` has a mandate until `until`, which only the patient can change.
    error AlreadyGuardian(address guardian, uint40 until);

    /// @notice `account` is not an accredited custodian or clinician now, nor a guardian where one may propose.
    error NotAccredited(address account);

    /// @notice The second party must be another account, of another organisation than the first is or was.
    error SameOrganisation(address organisation);

    /// @notice `proposer` has proposed nothing, something else, or something that the patient has voided.
    error NothingProposed(address patient, address proposer);

    /// @notice The signed appointment builds on another state than the present one.
    error StaleAppointment(
        uint32 changes,
        uint32 generation,
        uint32 currentChanges,
        uint32 currentGeneration
    );

    /// @notice The signed act names a count that has not been reached.
    error UnexpectedCount(uint256 named, uint256 current);

    /// @notice A new controller is neither the zero address nor the present one.
    error InvalidController(address controller);

    /// @notice Another recovery is confirmed: only the controller can stop it.
    error RecoveryUnderWay(address controller, uint40 readyAt);

    /// @notice The recovery cannot be completed before `readyAt`; 0 means that it is not confirmed.
    error RecoveryNotReady(uint40 readyAt, uint256 timestamp);

    /// @notice Names a guardian until `until`, at once. Only the controller.
    function appoint(address patient, address guardian, uint40 until) external;

    /// @notice {appoint} by a signature of the controller. Does nothing if exactly this appointment is in force.
    function appointBySignature(SignedAppointment calldata request, bytes calldata signature) external;

    /// @notice Proposes a guardian for a patient who cannot. Only an accredited custodian or clinician.
    function proposeGuardian(address patient, address guardian, uint40 until) external;

    /// @notice Confirms what `proposer`, of another organisation and accredited still, proposed. Only an accredited
    /// custodian or clinician. The mandate starts after {WAITING_PERIOD}.
    function confirmGuardian(address patient, address guardian, uint40 until, address proposer) external;

    /// @notice Ends a mandate, or vetoes one that waits or is proposed, and voids appointments signed before. Only the
    /// controller, or the guardian itself.
    function dismiss(address patient, address guardian) external;

    /// @notice {dismiss} by a signature of the controller. Does nothing if it, or another in its place, was used.
    function dismissBySignature(SignedDismissal calldata request, bytes calldata signature) external;

    /// @notice Proposes that `controller` act for `patient`. Only a guardian with a live mandate, or an accredited
    /// custodian or clinician. Replaces what the same account proposed before.
    function proposeRecovery(address patient, address controller) external;

    /// @notice Confirms what `proposer`, of another organisation and entitled still, proposed. Only an accredited
    /// custodian or clinician.
    function confirmRecovery(address patient, address controller, address proposer) external;

    /// @notice Stops a recovery, and voids every proposal of one. Only the present controller.
    function cancelRecovery(address patient) external;

    /// @notice {cancelRecovery} by a signature of the present controller. Does nothing if it, or another in its place,
    /// was used.
    function cancelRecoveryBySignature(
        SignedCancellation calldata request,
        bytes calldata signature
    ) external;

    /// @notice Completes a recovery whose delay is over. Anyone.
    function completeRecovery(address patient) external;

    /// @notice End of the live mandate of `account` for `patient`, or 0.
    function mandateEnd(address patient, address account) external view returns (uint40);

    /// @notice What is recorded of a mandate, live or not.
    function mandateOf(address patient, address guardian) external view returns (Mandate memory);

    /// @notice What is recorded of recoveries of `patient`.
    function recoveryOf(address patient) external view returns (Recovery memory);
}
