// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Who may act in which role, for which organisation, until when
/// @notice An authority (an account, a multisig or a timelock) accredits accounts. An organisation is named by an address of
/// its own, which never needs to sign and can never be an accredited account: a permit for a person can so never come to
/// serve everyone of an organisation of the same address. Announced roles (oracle, responder) start only after a delay,
/// so that patients can see them coming. Expired or withdrawn means no, at once.
/// @custom:trust The authority can accredit anyone. Patients still decide who reads what; see the threat model for what an
/// accredited custodian or responder can do.
interface IAccreditationRegistry {
    /// @param organisation Organisation that the account acts for.
    /// @param roles Mask of {Roles}.
    /// @param from First second at which the announced roles of the mask are held. The others are held at once.
    /// @param until First second at which no role is held any longer.
    struct Accreditation {
        address organisation;
        uint16 roles;
        uint40 from;
        uint40 until;
    }

    /// @notice `account` holds `roles` for `organisation` until `until`, the announced ones from `from`. Replaces what
    /// it held before.
    event Accredited(
        address indexed account,
        address indexed organisation,
        uint16 roles,
        uint40 from,
        uint40 until
    );

    /// @notice `account` holds no role any more.
    event AccreditationWithdrawn(address indexed account, address indexed organisation);

    /// @notice The zero address can be neither an account nor an organisation.
    error ZeroAddress();

    /// @notice `roles` is empty or has bits that are no role.
    error InvalidRoles(uint16 roles);

    /// @notice `until` is not in the future of `from`.
    error InvalidPeriod(uint40 from, uint40 until);

    /// @notice `account` has no accreditation to withdraw.
    error NotAccredited(address account);

    /// @notice `account` names an organisation, so it cannot be accredited.
    error AlreadyOrganisation(address account);

    /// @notice `organisation` is or was an accredited account, so it cannot name an organisation.
    error AlreadyAccount(address organisation);

    /// @notice The authority can be handed over, not given up: without one nothing could be withdrawn.
    error AuthorityRequired();

    /// @notice Accredits `account`. Only the authority. Where an announced role is added, every announced role of the
    /// account waits {announcementDelay}; a renewal neither starts nor shortens a wait. Other roles start at once.
    function accredit(address account, address organisation, uint16 roles, uint40 until) external;

    /// @notice Withdraws every role of `account`, at once. Only the authority.
    function withdraw(address account) external;

    /// @notice Seconds that an announced role waits.
    function announcementDelay() external view returns (uint40);

    /// @notice The account that may accredit, and that configures models and the committee.
    function authority() external view returns (address);

    /// @notice What is recorded of `account`, live or not.
    function accreditationOf(address account) external view returns (Accreditation memory);

    /// @notice The organisation for which `account` now holds at least one role of the mask `roles`, or zero.
    function organisationOf(address account, uint16 roles) external view returns (address);
}
