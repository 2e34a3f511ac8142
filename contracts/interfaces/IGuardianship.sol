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
    /// @param proposer Organisation of the first of two parties, until a second confirms; zero otherwise.
    /// @param changes What a signed appointment must name; every change draws it anew.
    struct Mandate {
        uint40 from;
        uint40 until;
        uint32 changes;
        address proposer;
    }

    /// @param controller Account that would act for the patient.
    /// @param readyAt First second at which it can be completed; 0 until confirmed.
    /// @param proposer Account that proposed it.
    struct Recovery {
        address controller;
        uint40 readyAt;
        address proposer;
    }

    /// @notice An appointment to be signed.
    struct SignedAppointment {
        address patient;
        address guardian;
        uint40 until;
        uint32 changes;
        uint40 deadline;
    }

    /// @notice A dismissal to be signed.
    struct SignedDismissal {
        address patient;
        address guardian;
        uint40 deadline;
    }

    /// @notice `guardian` may act for `patient` from `from` until `until`.
    event GuardianAppointed(address indexed patient, address indexed guardian, uint40 from, uint40 until);

    /// @notice The first of two parties proposes `guardian`.
    event GuardianProposed(
        address indexed patient,
        address indexed guardian,
        address indexed organisation,
        uint40 until
    );

    /// @notice `guardian` may not act for `patient` any more, or never came to.
    event GuardianDismissed(address indexed patient, address indexed guardian);

    /// @notice The first of two parties proposes that `controller` act for `patient`.
    event RecoveryProposed(address indexed patient, address indexed controller, address indexed proposer);

    /// @notice The second party agrees; from `readyAt` on it can be completed.
    event RecoveryConfirmed(address indexed patient, address indexed controller, uint40 readyAt);

    /// @notice The recovery will not happen.
    event RecoveryCancelled(address indexed patient, address indexed controller);

    /// @notice `account` does not control `patient`.
    error NotController(address patient, address account);

    /// @notice A guardian is neither the patient, nor its controller, nor the zero address.
    error InvalidGuardian(address guardian);

    /// @notice `until` is over, or further away than {MAXIMUM_MANDATE}.
    error InvalidMandate(uint40 until);

    /// @notice `account` is not an accredited custodian or clinician now.
    error NotAccredited(address account);

    /// @notice The second party must be of another organisation than the first.
    error SameOrganisation(address organisation);

    /// @notice There is nothing proposed to confirm, or its content differs.
    error NothingProposed(address patient);

    /// @notice The signed act names another count of changes than the current one.
    error StaleAppointment(uint32 named, uint32 current);

    /// @notice A new controller is neither the zero address nor the present one.
    error InvalidController(address controller);

    /// @notice The recovery cannot be completed before `readyAt`; 0 means that it is not confirmed.
    error RecoveryNotReady(uint40 readyAt, uint256 timestamp);

    /// @notice Names a guardian until `until`, at once. Only the controller.
    function appoint(address patient, address guardian, uint40 until) external;

    /// @notice {appoint} by a signature of the controller.
    function appointBySignature(SignedAppointment calldata request, bytes calldata signature) external;

    /// @notice Proposes a guardian for a patient who cannot. Only an accredited custodian or clinician.
    function proposeGuardian(address patient, address guardian, uint40 until) external;

    /// @notice Confirms what a party of another organisation proposed. The mandate starts after {WAITING_PERIOD}.
    function confirmGuardian(address patient, address guardian, uint40 until) external;

    /// @notice Ends a mandate, or vetoes one that is proposed. Only the controller, or the guardian itself.
    function dismiss(address patient, address guardian) external;

    /// @notice {dismiss} by a signature of the controller.
    function dismissBySignature(SignedDismissal calldata request, bytes calldata signature) external;

    /// @notice Proposes that `controller` act for `patient`. Only a guardian with a live mandate, or an accredited
    /// custodian or clinician. Replaces a proposal that is not confirmed.
    function proposeRecovery(address patient, address controller) external;

    /// @notice Confirms the proposal. Only an accredited custodian or clinician of another organisation than the
    /// proposer's.
    function confirmRecovery(address patient, address controller) external;

    /// @notice Stops a recovery. Only the present controller.
    function cancelRecovery(address patient) external;

    /// @notice Completes a recovery whose delay is over. Anyone.
    function completeRecovery(address patient) external;

    /// @notice End of the live mandate of `account` for `patient`, or 0.
    function mandateEnd(address patient, address account) external view returns (uint40);

    /// @notice What is recorded of a mandate, live or not.
    function mandateOf(address patient, address guardian) external view returns (Mandate memory);

    /// @notice What is recorded of a recovery under way.
    function recoveryOf(address patient) external view returns (Recovery memory);
}
