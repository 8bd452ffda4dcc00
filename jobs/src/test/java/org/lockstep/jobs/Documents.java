package org.lockstep.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages of the repository, and the commands that they show. */
final class Documents {
  /** In reading order, because later commands use the runs of earlier ones. */
  private static final List<String> READ_IN_ORDER =
      List.of("README.md", "conf/README.md", "jobs/README.md", "trainer/README.md");

  private static final Set<String> NOT_DOCUMENTS = Set.of("target", "runs", "downloads");
  private static final Pattern BLOCK = Pattern.compile("(?m)^    .*(?:\n+    .*)*");
  private static final Pattern SPAN = Pattern.compile("`([^`]+)`");

  /** A mention of a command that is not complete. */
  static final Pattern NAME_OF_COMMAND =
      Pattern.compile("(?:scripts/)?lockstep ([a-z]+)|scripts/train");

  /** A placeholder in capitals. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile("(^|[ /=])(?!NO_COLOR)[A-Z][A-Z_]+($|[ .=/])|\\.\\.\\.");

  private Documents() {}

  /**
   * A page of Markdown.
   *
   * @param name the path from the root of the repository, with slashes
   */
  record Page(String name, String text) {
    /** The code blocks, each as its lines; joins lines that end with a backslash. */
    List<List<String>> blocks() {
      return BLOCK
          .matcher(text.replaceAll(" *\\\\\n +", " "))
          .results()
          .map(block -> block.group().lines().map(String::strip).filter(l -> !l.isEmpty()).toList())
          .toList();
    }

    /** The lines of the code blocks, without a shell's prompt. */
    List<String> blockLines() {
      return blocks().stream()
          .flatMap(List::stream)
          .map(line -> line.replaceFirst("^\\$ ", ""))
          .toList();
    }

    /** The inline code outside of code blocks. */
    List<String> spans() {
      List<String> spans = new ArrayList<>();
      for (String paragraph : text.replaceAll("(?m)^    .*$", "").split("\n\n", -1)) {
        Matcher matcher = SPAN.matcher(paragraph);
        while (matcher.find()) {
          spans.add(matcher.group(1).replaceAll("\\s+", " "));
        }
      }
      return spans;
    }

    /** The Lockstep commands, each as the words after the name of the program. */
    List<List<String>> commands() {
      return Stream.concat(
              blockLines().stream(),
              spans().stream().filter(span -> !NAME_OF_COMMAND.matcher(span).matches()))
          .map(Documents::command)
          .filter(words -> !words.isEmpty())
          .toList();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** All pages below a folder, beginning with those in reading order. */
  static List<Page> pages(Path root) {
    Set<String> names = new LinkedHashSet<>(READ_IN_ORDER);
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes of) {
              String name = folder.getFileName().toString();
              return !folder.equals(root) && (name.startsWith(".") || NOT_DOCUMENTS.contains(name))
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes of) {
              if (file.toString().endsWith(".md")) {
                names.add(root.relativize(file).toString().replace('\\', '/'));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names.stream().map(name -> page(root, name)).toList();
  }

  /** One page. */
  static Page page(Path root, String name) {
    try {
      return new Page(name, Files.readString(root.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The words after the name of the program, of a line that runs Lockstep; otherwise empty. */
  static List<String> command(String line) {
    String command =
        line.replaceFirst("^scripts/train(?=$| -)", "lockstep train conf/digits.conf")
            .replaceFirst("^scripts/train\\b", "lockstep train")
            .replaceFirst("^spark-submit .*lockstep\\.jar ", "lockstep ")
            .replaceFirst("^scripts/lockstep\\b", "lockstep")
            .strip();
    List<String> words = Arrays.asList(command.split(" +", -1));
    return words.get(0).equals("lockstep") ? words.subList(1, words.size()) : List.of();
  }

  /** Whether a command has words in capitals, in whose place a reader writes something. */
  static boolean hasPlaceholder(String command) {
    return PLACEHOLDER.matcher(command).find();
  }

  /** The distinct commands of all pages that have no placeholder and need no cluster. */
  static List<List<String>> runnable(Path root) {
    return pages(root).stream()
        .flatMap(page -> page.commands().stream())
        .filter(words -> !hasPlaceholder(String.join(" ", words)))
        .distinct()
        .toList();
  }
}
