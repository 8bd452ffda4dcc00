package org.lockstep;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a file or folder could not be read or written, where the user can put it right: on a local
 * disk, HDFS or an object store, which say it each in their own way.
 *
 * @param reason such as {@code permission denied}
 * @param detail the path and what else the file system says of it; empty if it says nothing
 * @param fix what the user can do
 */
public record FileFault(String reason, String detail, String fix) {
  private static final int LONGEST_CHAIN = 50;
  private static final String DENIED = "permission denied";
  private static final String GRANT = "give your user the right to it, or choose another path";
  private static final String FILE_FOR_FOLDER = "a file stands where a folder must be";
  private static final String ELSEWHERE = "move it away, or choose another path";

  /** A pattern in the name of an exception or in its message, and what it means. */
  private record Kind(Pattern pattern, String reason, String fix) {
    Kind(String pattern, String reason, String fix) {
      this(Pattern.compile(pattern), reason, fix);
    }
  }

  /** Exceptions of Hadoop by their names: not every one has its library on the class path. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "Client cannot authenticate via",
              "the file system does not know who you are",
              "log in to it, such as by kinit"),
          new Kind("^Access(?:Denied|Control)Exception|[Pp]ermission denied", DENIED, GRANT),
          new Kind("Operation not permitted", DENIED, GRANT),
          new Kind(
              "No space left on device|[Dd]isk quota exceeded|QuotaExceededException|not enough space",
              "no room is left",
              "make room there, or choose another path"),
          new Kind(
              "^ReadOnlyFileSystemException|Read-only file system",
              "the file system can only be read",
              "choose a path on another one"),
          new Kind(
              "File name too long|^PathComponentTooLongException",
              "the name is too long",
              "choose a shorter one"),
          new Kind(
              "^(?:Parent)?NotDirectoryException|^ParentNotDirectory|[Nn]ot a directory"
                  + "|^FileAlreadyExistsException",
              FILE_FOR_FOLDER,
              ELSEWHERE),
          new Kind(
              "Is a directory|^PathIsDirectoryException|^DirectoryNotEmptyException",
              "a folder stands where a file must be",
              ELSEWHERE),
          new Kind(
              "Too many levels of symbolic links|^FileSystemLoopException",
              "its links lead in a circle",
              "mend them, or choose another path"),
          new Kind(
              "Too many open files",
              "this process may not open more files",
              "raise the limit, see ulimit -n"));

  /** Messages of Hadoop about a local disk that do not give the reason. */
  private static final Pattern WITHOUT_REASON =
      Pattern.compile(
          "(?:Mkdirs failed to create|Invalid directory or I/O error occurred for dir:"
              + "|[Mm]kdir of|Cannot create directory) (?:file:)?(/\\S+)");

  private static final Pattern CHECKSUM_OF =
      Pattern.compile("[Cc]hecksum error: (?:file:)?(\\S+?)(?: at .*)?$");

  /** What is known of an exception or of one of its causes; empty if it is none of these. */
  public static Optional<FileFault> in(@Nullable Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < LONGEST_CHAIN; depth++) {
      Optional<FileFault> fault = of(cause);
      if (fault.isPresent()) {
        return fault;
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static Optional<FileFault> of(Throwable thrown) {
    if (thrown instanceof InvalidPathException invalid) {
      return Optional.of(
          new FileFault(
              "this is no path: " + invalid.getReason(), "", "choose another name for it"));
    }
    if (!(thrown instanceof IOException)) {
      return Optional.empty();
    }
    String message = firstLine(thrown);
    String text = thrown.getClass().getSimpleName() + ": " + message;
    if (text.startsWith("ChecksumException")) {
      return Optional.of(checksum(message));
    }
    for (Kind kind : KINDS) {
      if (kind.pattern().matcher(text).find()) {
        return Optional.of(new FileFault(kind.reason(), detail(thrown, message), kind.fix()));
      }
    }
    Matcher unsaid = WITHOUT_REASON.matcher(message);
    return unsaid.find() ? ofLocal(Path.of(unsaid.group(1))) : Optional.empty();
  }

  /** A file does not match its checksums, as Hadoop has found. */
  private static FileFault checksum(String message) {
    Matcher matcher = CHECKSUM_OF.matcher(message);
    String path = matcher.find() ? matcher.group(1) : "";
    String name = path.substring(path.lastIndexOf('/') + 1);
    String beside = name.isEmpty() ? "the .crc file beside it" : "." + name + ".crc";
    return new FileFault(
        "checksum error: it does not fit %s, so one of the two was replaced or is damaged"
            .formatted(beside),
        "",
        "if the file is right delete %s, else write the file again".formatted(beside));
  }

  /** Finds out why a path of a local disk cannot be used. */
  private static Optional<FileFault> ofLocal(Path path) {
    Path there = path;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null) {
      return Optional.empty();
    }
    if (!Files.isDirectory(there)) {
      return Optional.of(new FileFault(FILE_FOR_FOLDER, there.toString(), ELSEWHERE));
    }
    boolean isAllowed = Files.isReadable(there) && Files.isWritable(there);
    return isAllowed
        ? Optional.empty()
        : Optional.of(new FileFault(DENIED, there.toString(), GRANT));
  }

  private static String detail(Throwable thrown, String message) {
    if (thrown instanceof FileSystemException local) {
      return local.getFile() == null ? "" : local.getFile();
    }
    return thrown instanceof FileNotFoundException
        ? message.replaceFirst(" \\([^()]*\\)$", "")
        : message;
  }

  private static String firstLine(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? "" : message.lines().findFirst().orElse("");
  }

  /** The reason, and where it is known the path. */
  public String text() {
    return detail.isEmpty() ? reason : "%s (%s)".formatted(reason, detail);
  }
}
