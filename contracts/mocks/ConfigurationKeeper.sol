// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ConfigurationCode} from "../libraries/ConfigurationCode.sol";

/// @dev For tests: the library by itself.
contract ConfigurationKeeper {
    function keep(ConfigurationCode.Configuration calldata configuration, uint32 number) external {
        ConfigurationCode.keep(configuration, number);
    }

    function load(uint32 number) external view returns (ConfigurationCode.Configuration memory) {
        return ConfigurationCode.load(number);
    }

    function accountOf(address creator, uint32 nonce) external pure returns (address) {
        return ConfigurationCode.accountOf(creator, nonce);
    }
}
