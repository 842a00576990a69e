import { describe, expect, it } from 'vitest';
import { networkMountOf } from '../../src/store/dialects/file-system.js';

const MOUNTINFO = String.raw`
22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
31 22 0:27 / /home rw,relatime shared:16 - nfs4 server:/home rw,vers=4.2,addr=10.0.0.1
32 31 259:3 / /home/ann/fast rw,relatime - xfs /dev/nvme1n1p1 rw
33 22 0:28 / /mnt/a\040share rw - cifs //server/share rw
34 22 0:29 / /scratch rw - lustre mgs@tcp:/scratch rw
35 22 0:30 / /remote rw - fuse.sshfs ann@server:/ rw
36 22 0:31 / /virtual rw - 9p shared rw
37 22 0:32 / /twice rw - nfs server:/twice rw
38 37 0:33 / /twice rw - ext4 /dev/sda1 rw
`;

describe('the file system of a folder', () => {
  it.each([
    ['/home/ann/results', 'NFS', '/home'],
    ['/home', 'NFS', '/home'],
    ['/mnt/a share/results', 'SMB', '/mnt/a share'],
    ['/scratch/results', 'Lustre', '/scratch'],
    ['/remote', 'sshfs', '/remote'],
  ])('at %s is a network’s: %s, mounted at %s', (path, name, point) => {
    expect(networkMountOf(path, MOUNTINFO)).toEqual({ name, point });
  });

  it.each([
    ['/root/results', 'the root is local'],
    ['/homely/results', 'only the name begins alike'],
    ['/home/ann/fast/results', 'a local disk lies below'],
    ['/virtual/results', 'virtual machines mount local disks so'],
    ['/twice/results', 'the later mount hides the earlier'],
  ])('at %s is none: %s', (path) => {
    expect(networkMountOf(path, MOUNTINFO)).toBeNull();
  });

  it('is none where the system tells nothing', () => {
    expect(networkMountOf('/home', '')).toBeNull();
  });
});
