package org.lockstep.model;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.io.IOUtils;

/**
 * Small files on any Hadoop file system: there whole or not at all, but for those that grow by
 * {@link #append}.
 */
public final class FolderFiles {
  private final Configuration hadoop;
  private final FileSystem files;

  /** The file system of a path. */
  public FolderFiles(Configuration hadoop, String path) throws IOException {
    this.hadoop = hadoop;
    FileSystem found = new Path(path).getFileSystem(hadoop);
    // Without Hadoop's own checksum files on a local disk: what is written here has checksums.
    files = found instanceof ChecksumFileSystem local ? local.getRawFileSystem() : found;
  }

  /** The file system itself. */
  public FileSystem files() {
    return files;
  }

  /** Writes a file, in place of one that may be there. */
  public void write(Path path, byte[] content) throws IOException {
    write(Map.of(path, out -> out.write(content)));
  }

  /**
   * Writes files, in place of those that may be there, but none before all of them are on disk.
   *
   * @param contents put into place in the order of the map
   */
  public void write(Map<Path, Content> contents) throws IOException {
    String suffix = UUID.randomUUID().toString().substring(0, 8);
    Map<Path, Path> unfinished = new LinkedHashMap<>();
    try {
      for (Map.Entry<Path, Content> content : contents.entrySet()) {
        Path path = content.getKey();
        Path beside =
            new Path(path.getParent(), ".%s-%s.unfinished".formatted(path.getName(), suffix));
        unfinished.put(beside, path);
        create(beside, content.getValue(), true);
      }
      for (Map.Entry<Path, Path> move : unfinished.entrySet()) {
        move(move.getKey(), move.getValue());
      }
    } catch (IOException | RuntimeException e) {
      for (Path beside : unfinished.keySet()) {
        deleteQuietly(beside);
      }
      throw e;
    }
  }

  /** Writes the content of a file, from front to back. */
  public interface Content {
    /** Writes it. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Makes a file that is not there yet. A process that is killed after this leaves it whole.
   *
   * <p>On a local disk not by Hadoop's own way, which starts a process, {@code chmod}, for each
   * file: 20 ms of a processor that has to train.
   *
   * @param force whether it is on the disk itself when this returns, for a loss of power
   * @throws FileNotFoundException if its folder is taken away meanwhile
   * @throws IOException if one is there, which stays, or the file system fails; what was written is
   *     deleted then, if that can be
   */
  public void create(Path path, Content content, boolean force) throws IOException {
    if (files instanceof RawLocalFileSystem local) {
      java.nio.file.Path file = local.pathToFile(path).toPath();
      FileChannel channel =
          LocalFiles.found(
              () -> {
                Files.createDirectories(file.getParent());
                return FileChannel.open(file, CREATE_NEW, WRITE);
              });
      deletedOnFailure(
          path,
          () -> {
            try (channel) {
              content.writeTo(Channels.newOutputStream(channel));
              if (force) {
                channel.force(true);
              }
            }
          });
      return;
    }
    FSDataOutputStream out = files.create(path, false);
    deletedOnFailure(
        path,
        () -> {
          try (out) {
            content.writeTo(out);
            if (force) {
              out.hsync();
            }
          }
        });
  }

  private interface Writing {
    void run() throws IOException;
  }

  /** Writes a file that this process has made: nobody else's is ever deleted. */
  private void deletedOnFailure(Path path, Writing writing) throws IOException {
    try {
      writing.run();
    } catch (IOException | RuntimeException e) {
      deleteQuietly(path);
      throw e;
    }
  }

  /**
   * Adds to the end of a file that is there; a reader has it once this returns.
   *
   * <p>Where files cannot be added to, as in object stores, the file is written anew.
   *
   * @param length of the file so far, in bytes; what is beyond is left of an attempt that failed
   * @param content what is added
   * @throws FileNotFoundException if it is not there
   * @throws IOException if the file is shorter, so that somebody else has written it, or the file
   *     system fails
   */
  public void append(Path path, long length, byte[] content) throws IOException {
    if (files instanceof RawLocalFileSystem local) {
      java.nio.file.Path file = local.pathToFile(path).toPath();
      try (FileChannel channel = LocalFiles.found(() -> FileChannel.open(file, WRITE))) {
        requireLength(path, length, channel.size());
        channel.truncate(length).position(length);
        Channels.newOutputStream(channel).write(content);
      }
      return;
    }
    requireLength(path, length, files.getFileStatus(path).getLen());
    if (!canAppend(path, length) || !appended(path, content)) {
      write(
          Map.of(
              path,
              out -> {
                try (FSDataInputStream in = files.open(path)) {
                  IOUtils.copyBytes(in, out, length, false);
                }
                out.write(content);
              }));
    }
  }

  /** What a file is known by as long as nobody puts another in its place; empty if by nothing. */
  public Optional<Object> identity(Path path) throws IOException {
    return files instanceof RawLocalFileSystem local
        ? Optional.ofNullable(
            Files.readAttributes(local.pathToFile(path).toPath(), BasicFileAttributes.class)
                .fileKey())
        : Optional.empty();
  }

  private static void requireLength(Path path, long least, long actual) throws IOException {
    if (actual < least) {
      throw new IOException(
          "%s has %,d bytes, but had %,d: somebody else has changed it"
              .formatted(path.getName(), actual, least));
    }
  }

  private boolean canAppend(Path path, long length) throws IOException {
    return files.hasPathCapability(path, CommonPathCapabilities.FS_APPEND)
        && files.getFileStatus(path).getLen() == length;
  }

  /** Whether it went well; HDFS, for one, refuses where it has fewer data nodes than replicas. */
  private boolean appended(Path path, byte[] content) {
    try (FSDataOutputStream out = files.append(path)) {
      out.write(content);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Deletes a file or folder with all that is in it; none need be there. */
  public void delete(Path path) throws IOException {
    if (files instanceof RawLocalFileSystem local) {
      delete(local.pathToFile(path).toPath());
    } else {
      files.delete(path, true);
    }
  }

  private static void delete(java.nio.file.Path path) throws IOException {
    if (Files.isDirectory(path, NOFOLLOW_LINKS)) {
      try (DirectoryStream<java.nio.file.Path> inside = Files.newDirectoryStream(path)) {
        for (java.nio.file.Path each : inside) {
          delete(each);
        }
      }
    }
    Files.deleteIfExists(path);
  }

  /** Deletes what can be deleted; a failure is not worth another one. */
  public void deleteQuietly(Path path) {
    try {
      delete(path);
    } catch (IOException e) {
      // What is left is never read.
    }
  }

  /** Renames a file, in place of one that may be there. */
  public void move(Path from, Path to) throws IOException {
    // A local disk replaces what is there; others answer false, and have another call for it.
    if (!files.rename(from, to)) {
      FileContext.getFileContext(files.getUri(), hadoop)
          .rename(files.makeQualified(from), files.makeQualified(to), Rename.OVERWRITE);
    }
  }

  /**
   * Reads a file.
   *
   * @param mostBytes that it can have
   * @throws FileNotFoundException if it is not there; not if it may only not be read
   * @throws IllegalArgumentException if it is larger, or is no file but a folder, a pipe or a
   *     device; it has not been opened then
   */
  public byte[] read(Path path, long mostBytes) throws IOException {
    long length = length(path);
    LocalFiles.requireLength(length, mostBytes);
    byte[] content = new byte[(int) length];
    try (FSDataInputStream in = open(path)) {
      in.readFully(content);
    }
    return content;
  }

  /** Hadoop takes what may not be looked at on a local disk for what is not there. */
  private void requireAllowed(Path path) throws AccessDeniedException {
    if (files instanceof RawLocalFileSystem local) {
      java.nio.file.Path file = local.pathToFile(path).toPath();
      try {
        file.getFileSystem().provider().checkAccess(file, AccessMode.READ);
      } catch (AccessDeniedException e) {
        throw e;
      } catch (IOException e) {
        // It is not there.
      }
    }
  }

  /**
   * Opens a file.
   *
   * @throws FileNotFoundException if it is not there
   * @throws IllegalArgumentException if it is no file but a folder, a pipe or a device
   */
  public FSDataInputStream open(Path path) throws IOException {
    length(path);
    try {
      return files.open(path);
    } catch (FileNotFoundException e) {
      requireAllowed(path);
      throw e;
    }
  }

  /**
   * The length of a file, in bytes.
   *
   * @throws FileNotFoundException if it is not there
   * @throws IllegalArgumentException if it is no file but a folder, a pipe or a device
   */
  public long length(Path path) throws IOException {
    FileStatus status = status(path);
    if (files instanceof RawLocalFileSystem local) {
      LocalFiles.requireRegular(local.pathToFile(path).toPath());
    } else if (status.isDirectory()) {
      throw new IllegalArgumentException("it is a folder");
    }
    return status.getLen();
  }

  private FileStatus status(Path path) throws IOException {
    try {
      return files.getFileStatus(path);
    } catch (FileNotFoundException e) {
      requireAllowed(path);
      throw e;
    }
  }
}
