/** The files that the recorded facts begin with, as shell commands. */
export const baseScene: readonly string[] = [
  'mkdir $D /T /T/tools /dev /etc; echo x>/T/tools/worker; echo x>/etc/passwd; device /dev/null 1 3',
  'mkdir $D/d $D/d/sub $D/d/m $D/d/bb $D/e $D/pd $D/mnt $D/bind; mount --bind $D $D/bind',
  'echo x>$D/a; echo x>$D/b; echo x>$D/n1; echo x>$D/d/c; echo x>$D/d/sub/s; echo x>$D/e/f',
  'cp x $D/p; cp x $D/q; cp x $D/pd/f; cp x $D/wkx; script $D/script $D/p',
  'ln -s . $D/self; ln -s d $D/ds; ln -s a $D/sym; ln -s p $D/plink; ln -s p $D/psym; ln $D/p $D/phard',
];

/** By the first part of a fact's id: what it has besides. */
export const scenes: Readonly<Record<string, readonly string[]>> = {
  B8: ['echo x>$D/r'],
  B9: ['echo x>$D/r'],
  B9b: ['echo x>$D/r'],
  C2: ['ln $D/a $D/hard'],
  C6: ['mount -t tmpfs none $D/mnt; echo x>$D/mnt/f'],
  D6: ['mount -t tmpfs none $D/d/m; echo x>$D/d/m/t'],
  D8: ['mount --bind $D/e $D/d/bb'],
  ...Object.fromEntries(
    ['H0', 'H1', 'H2', 'H3', 'H4', 'H5'].map((id) => [id, ['mount -t tmpfs none $D/mnt; echo x>$D/mnt/t']]),
  ),
};
