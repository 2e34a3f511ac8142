import * as ethers from 'ethers'

// What a page gets that imports the whole library before it shows anything.
const heading = document.createElement('h1')
heading.textContent = `ethers ${ethers.version}`
Object.assign(globalThis, { ethers })
document.getElementById('app')?.append(heading)
