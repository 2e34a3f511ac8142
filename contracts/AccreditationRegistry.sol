// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {Roles} from "./types/Roles.sol";

/// @title AccreditationRegistry
/// @dev Documented by {IAccreditationRegistry}.
contract AccreditationRegistry is IAccreditationRegistry, Ownable2Step {
    /// @dev What an address has been used as, for good.
    enum Kind {
        Unused,
        Account,
        Organisation
    }

    /// @inheritdoc IAccreditationRegistry
    uint40 public immutable override announcementDelay;

    mapping(address account => Accreditation) private _accreditations;
    mapping(address used => Kind) private _kinds;

    constructor(address initialAuthority, uint40 announcementDelay_) Ownable(initialAuthority) {
        announcementDelay = announcementDelay_;
    }

    /// @inheritdoc IAccreditationRegistry
    function accredit(
        address account,
        address organisation,
        uint16 roles,
        uint40 until
    ) external override onlyOwner {
        if (account == address(0) || organisation == address(0)) revert ZeroAddress();
        if (roles == 0 || roles & ~Roles.ALL != 0) revert InvalidRoles(roles);
        _keepApart(account, organisation);

        uint40 from = _startOf(_accreditations[account], organisation, roles);
        if (until <= from) revert InvalidPeriod(from, until);

        _accreditations[account] = Accreditation(organisation, roles, from, until);
        emit Accredited(account, organisation, roles, from, until);
    }

    /// @inheritdoc IAccreditationRegistry
    function withdraw(address account) external override onlyOwner {
        address organisation = _accreditations[account].organisation;
        if (organisation == address(0)) revert NotAccredited(account);
        delete _accreditations[account];
        emit AccreditationWithdrawn(account, organisation);
    }

    /// @inheritdoc IAccreditationRegistry
    function authority() external view override returns (address) {
        return owner();
    }

    /// @inheritdoc IAccreditationRegistry
    function accreditationOf(address account) external view override returns (Accreditation memory) {
        return _accreditations[account];
    }

    /// @inheritdoc IAccreditationRegistry
    function organisationOf(address account, uint16 roles) external view override returns (address) {
        Accreditation memory held = _accreditations[account];
        if (block.timestamp >= held.until) return address(0);
        uint16 started = block.timestamp < held.from ? held.roles & ~Roles.ANNOUNCED : held.roles;
        return started & roles != 0 ? held.organisation : address(0);
    }

    /// @dev Inherited, and one step: one wrong call would leave every accreditation as it is for ever.
    function renounceOwnership() public pure override {
        revert AuthorityRequired();
    }

    function _keepApart(address account, address organisation) private {
        if (_kinds[account] == Kind.Organisation) revert AlreadyOrganisation(account);
        _kinds[account] = Kind.Account;
        if (_kinds[organisation] == Kind.Account) revert AlreadyAccount(organisation);
        _kinds[organisation] = Kind.Organisation;
    }

    /// @dev When the announced roles start. One that the account has not been given for this organisation waits.
    function _startOf(
        Accreditation memory held,
        address organisation,
        uint16 roles
    ) private view returns (uint40) {
        uint40 timestamp = uint40(block.timestamp);
        uint16 announced = roles & Roles.ANNOUNCED;
        uint16 kept = timestamp < held.until && held.organisation == organisation ? held.roles : 0;
        if (announced & ~kept != 0) return timestamp + announcementDelay;
        return announced != 0 && timestamp < held.from ? held.from : timestamp;
    }
}
