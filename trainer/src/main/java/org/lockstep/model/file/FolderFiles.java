package org.lockstep.model.file;

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
 * Reads and writes small files on any Hadoop file system. A file is written completely or not at
 * all, except by {@link #append}.
 */
public final class FolderFiles {
  private final Configuration hadoop;
  private final FileSystem files;

  /** Creates the access to the file system of a path. */
  public FolderFiles(Configuration hadoop, String path) throws IOException {
    this.hadoop = hadoop;
    FileSystem found = new Path(path).getFileSystem(hadoop);
    // Without Hadoop's checksum files on a local disk: the files written here have checksums.
    files = found instanceof ChecksumFileSystem local ? local.getRawFileSystem() : found;
  }

  /** The file system itself. */
  public FileSystem files() {
    return files;
  }

  /** Writes a file, replacing one that exists. */
  public void write(Path path, byte[] content) throws IOException {
    write(Map.of(path, out -> out.write(content)));
  }

  /**
   * Writes files, replacing those that exist. None is replaced before all are on disk.
   *
   * @param contents renamed to their final names in the order of the map
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

  /** The content of a file. */
  public interface Content {
    /** Writes the content. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Creates a new file. It is complete when this returns, even if the process is killed afterwards.
   *
   * <p>On a local disk by Java: Hadoop starts a process, {@code chmod}, for each file, which takes
   * 20 ms of a processor.
   *
   * @param force whether to flush the file to the disk, so that it survives a loss of power
   * @throws FileNotFoundException if its folder is deleted meanwhile
   * @throws IOException if the file exists, which is then not changed, or the file system fails; a
   *     partly written file is deleted if possible
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

  /** Writes a file that this process has created, and deletes it if that fails. */
  private void deletedOnFailure(Path path, Writing writing) throws IOException {
    try {
      writing.run();
    } catch (IOException | RuntimeException e) {
      deleteQuietly(path);
      throw e;
    }
  }

  /**
   * Appends to an existing file; readers see the content when this returns.
   *
   * <p>Where the file system cannot append, as in object stores, the file is rewritten.
   *
   * @param length of the file so far, in bytes; more is the rest of a failed attempt, and cut off
   * @param content to append
   * @throws FileNotFoundException if the file does not exist
   * @throws IOException if the file is shorter, so that another process has written it, or the file
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

  /** A key that changes if the file is replaced by another; empty if the file system has none. */
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
          "%s has %,d bytes, but had %,d: another process has changed it"
              .formatted(path.getName(), actual, least));
    }
  }

  private boolean canAppend(Path path, long length) throws IOException {
    return files.hasPathCapability(path, CommonPathCapabilities.FS_APPEND)
        && files.getFileStatus(path).getLen() == length;
  }

  /** Whether it succeeded; HDFS, for one, refuses with fewer data nodes than replicas. */
  private boolean appended(Path path, byte[] content) {
    try (FSDataOutputStream out = files.append(path)) {
      out.write(content);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Deletes a file, or a folder with its content, if it exists. */
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

  /** Deletes a file or folder, and ignores failures. */
  public void deleteQuietly(Path path) {
    try {
      delete(path);
    } catch (IOException e) {
      // The rest is never read.
    }
  }

  /** Renames a file, replacing one that exists. */
  public void move(Path from, Path to) throws IOException {
    // A local disk replaces the target; other file systems return false, and need another call.
    if (!files.rename(from, to)) {
      FileContext.getFileContext(files.getUri(), hadoop)
          .rename(files.makeQualified(from), files.makeQualified(to), Rename.OVERWRITE);
    }
  }

  /**
   * Reads a file.
   *
   * @param mostBytes limit of its length
   * @throws FileNotFoundException if it does not exist; not if permission is missing
   * @throws IllegalArgumentException if it is larger, or is a folder, a pipe or a device; it is
   *     then not opened
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

  /** Tells a missing permission from a missing file, which Hadoop does not on a local disk. */
  private void requireAllowed(Path path) throws AccessDeniedException {
    if (files instanceof RawLocalFileSystem local) {
      java.nio.file.Path file = local.pathToFile(path).toPath();
      try {
        file.getFileSystem().provider().checkAccess(file, AccessMode.READ);
      } catch (AccessDeniedException e) {
        throw e;
      } catch (IOException e) {
        // It does not exist.
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
