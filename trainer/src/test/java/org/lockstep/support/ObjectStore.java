package org.lockstep.support;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** A file system whose files cannot be added to, as that of an object store; on a local disk. */
public final class ObjectStore extends FilterFileSystem {
  private static boolean isFull;

  /** Made by Hadoop. */
  public ObjectStore() {
    super(
        new RawLocalFileSystem() {
          @Override
          public URI getUri() {
            return URI.create("store:///");
          }
        });
  }

  /** A configuration that knows it by the scheme {@code store}; it has room. */
  public static Configuration configuration() {
    isFull = false;
    Configuration hadoop = new Configuration();
    hadoop.set("fs.store.impl", ObjectStore.class.getName());
    return hadoop;
  }

  /** Says whether it has no room for another file. */
  public static void setFull(boolean full) {
    isFull = full;
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) throws IOException {
    return !capability.equals(CommonPathCapabilities.FS_APPEND)
        && super.hasPathCapability(path, capability);
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException("append");
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (isFull) {
      throw new IOException("no room");
    }
    return super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
  }
}
