// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {Roles} from "./types/Roles.sol";

/// @title AccreditationRegistry
/// @dev Documented by {IAccreditationRegistry}.
contract AccreditationRegistry is IAccreditationRegistry, Ownable2Step {
    /// @inheritdoc IAccreditationRegistry
    uint40 public immutable override announcementDelay;

    mapping(address account => Accreditation) private _accreditations;

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
        return _isLive(held) && held.roles & roles != 0 ? held.organisation : address(0);
    }

    /// @dev A role that the account does not hold for this organisation now, and that must be announced, waits.
    function _startOf(
        Accreditation memory held,
        address organisation,
        uint16 roles
    ) private view returns (uint40) {
        uint16 kept = _isLive(held) && held.organisation == organisation ? held.roles : 0;
        uint40 timestamp = uint40(block.timestamp);
        return roles & ~kept & Roles.ANNOUNCED == 0 ? timestamp : timestamp + announcementDelay;
    }

    function _isLive(Accreditation memory held) private view returns (bool) {
        return held.from <= block.timestamp && block.timestamp < held.until;
    }
}
