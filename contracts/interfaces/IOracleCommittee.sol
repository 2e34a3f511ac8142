// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ModelVersion, RequestId} from "../types/Types.sol";

/// @title The signers whose quorum speaks for the oracle
/// @notice n signers of n different organisations, of which f may be faulty, n > 3f. Any ⌊(n+f)/2⌋+1 of them form a quorum:
/// two quorums share an honest signer, so two different reports of one request cannot both have one. The one verifier
/// for inference, cold chain and planning.
/// @custom:trust A quorum proves that nodes agree on a computation, never that a diagnosis is true. More than f colluding
/// signers can land a false report.
interface IOracleCommittee {
    /// @notice What nodes sign under EIP-712, with this contract as the verifying contract.
    /// @param consumer Contract that the report is for.
    /// @param configDigest Configuration under which the report is signed.
    /// @param requestId Request that the report answers.
    /// @param modelVersion Model that computed it.
    /// @param outputHash Salted hash of the report.
    struct Report {
        address consumer;
        bytes32 configDigest;
        RequestId requestId;
        ModelVersion modelVersion;
        bytes32 outputHash;
    }

    /// @param digest keccak256(chain, this contract, number, signers, organisations, f).
    /// @param from First second of the configuration.
    /// @param size n.
    /// @param faults f.
    /// @param quorum ⌊(n+f)/2⌋+1.
    struct Configuration {
        bytes32 digest;
        uint40 from;
        uint8 size;
        uint8 faults;
        uint8 quorum;
    }

    /// @notice From `from` on, `signers` of `organisations` form the committee.
    event CommitteeAnnounced(
        bytes32 indexed digest,
        address[] signers,
        address[] organisations,
        uint8 faults,
        uint40 from
    );

    /// @notice `signer` does not count any more in the configuration `digest`, at once.
    event SignerExcluded(bytes32 indexed digest, address indexed signer);

    /// @notice `account` is not the authority.
    error NotAuthority(address account);

    /// @notice n must be over 3f, at least 4, at most 31, and f at least 1.
    error InvalidSize(uint256 size, uint256 faults);

    /// @notice `signer` is not an accredited oracle now.
    error SignerNotAccredited(address signer);

    /// @notice Signers must be strictly increasing by address.
    error SignersNotIncreasing(address previous, address signer);

    /// @notice Two signers are of the same organisation.
    error OrganisationRepeated(address organisation);

    /// @notice The report names another configuration than the current one.
    error ConfigurationMismatch(bytes32 current, bytes32 given);

    /// @notice `signatures` does not hold exactly a quorum of 65-byte signatures.
    error InvalidSignaturesLength(uint256 expected, uint256 given);

    /// @notice The signature at `position` is malformed.
    error MalformedSignature(uint256 position);

    /// @notice `signer` is not a signer of the configuration concerned.
    error NotSigner(address signer);

    /// @notice Announces the next configuration, which starts after the announcement delay. Only the authority. Signers
    /// strictly increase and are accredited oracles of different organisations. Replaces one that has not started.
    function configure(address[] calldata signers, uint8 faults) external;

    /// @notice Takes `signer` out of the current and the announced configuration, at once. Only the authority, or anyone
    /// once `signer` is not an accredited oracle any more. The quorum stays as it is.
    function exclude(address signer) external;

    /// @notice Reverts unless `signatures` are those of a quorum over `report`: 65 bytes each (r ‖ s ‖ v), signers strictly
    /// increasing. The caller must check that `report.consumer` is the caller.
    function verify(Report calldata report, bytes calldata signatures) external view;

    /// @notice The configuration that counts now.
    function currentConfiguration() external view returns (Configuration memory);

    /// @notice The announced configuration that has not started, or an empty one.
    function nextConfiguration() external view returns (Configuration memory);

    /// @notice Whether `account` is a signer of the current configuration and an accredited oracle now. {verify} does not
    /// ask for the accreditation of each signer again: whoever sees one end calls {exclude}.
    function isSigner(address account) external view returns (bool);

    /// @notice EIP-712 digest of `report`, which nodes sign.
    function digestOf(Report calldata report) external view returns (bytes32);
}
