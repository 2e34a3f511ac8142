// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Names one record on one chain: see {IRecordRegistry-recordIdOf}.
type RecordId is bytes32;

/// @dev Names one version of one model: see {IModelRegistry-modelVersionOf}.
type ModelVersion is bytes32;

/// @dev Names one inference request: see {IInferenceOracle-requestIdOf}.
type RequestId is bytes32;

/// @dev Names one standing request for monitoring: see {IMonitoring-standingIdOf}.
type StandingId is bytes32;

/// @dev Names one event that a standing request reports: see {IMonitoring-alertIdOf}.
type AlertId is bytes32;

/// @dev Category of a record, an index below {Categories-COUNT}. In a mask, bit `1 << index`.
type Category is uint8;

/// @dev Purpose of use of HL7 v3-ActReason, an index below {Purposes-COUNT}. In a mask, bit `1 << index`.
type Purpose is uint8;

/// @dev Names one batch of packs: see {IDrugProvenance-batchIdOf}.
type BatchId is bytes32;

/// @dev Names one log of readings of one unit: see {IColdChain-logIdOf}.
type LogId is bytes32;

/// @dev Names one policy of replenishment: see {IReplenishmentPlanner-policyIdOf}.
type PolicyId is bytes32;

/// @dev Names one decision of an order: see {IReplenishmentPlanner-orderIdOf}.
type OrderId is bytes32;
