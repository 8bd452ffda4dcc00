package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.jobs.Documents.Page;
import org.lockstep.jobs.settings.CommandKeys;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.training.metric.ClassMetric;
import picocli.CommandLine.ParameterException;

/** Files, classes and links in the documents exist; {@link HelpExamplesTest} runs the commands. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int LINES_OF_README = 150;

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern TEST = Pattern.compile("\\b[A-Z][a-z][A-Za-z0-9]*(?:Test|IT)\\b");
  private static final Pattern CLASS =
      Pattern.compile("([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:\\.([A-Za-z]+))?");
  private static final Pattern DECLARATION =
      Pattern.compile("\\b(?:class|record|interface|enum) ([A-Z][A-Za-z0-9]*)");
  private static final Pattern KEY =
      Pattern.compile("^(?:data|network|training|logging|tune)\\.[a-z0-9.-]+[a-z0-9]");
  private static final Pattern SET = Pattern.compile("--(?:set|try) ([a-z][A-Za-z0-9.-]+)=");
  private static final Pattern OWN_SETTING_OF_SPARK = Pattern.compile("spark\\.lockstep\\.\\w+");

  /** JDK classes that trainer/README.md names. */
  private static final Set<String> OF_JAVA = Set.of("Math", "StrictMath");

  static List<Page> pages() {
    return Documents.pages(ROOT);
  }

  /** The text of every source file, by the names of the types in it. */
  private static final Map<String, String> SOURCES = sources();

  private static Map<String, String> sources() {
    Map<String, String> sources = new HashMap<>();
    for (String module : List.of("trainer", "jobs")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          String text = Files.readString(file);
          matches(DECLARATION, text)
              .forEach(type -> sources.merge(type.group(1), text, String::concat));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return sources;
  }

  private static List<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }

  private static Page page(String name) {
    return Documents.page(ROOT, name);
  }

  @Test
  void theReadmeIsShortAndLinksToTheOtherPages() {
    Page readme = page("README.md");

    assertThat(readme.text().lines()).hasSizeLessThanOrEqualTo(LINES_OF_README);
    assertThat(readme.text())
        .contains("(conf/README.md)", "(jobs/README.md)", "(trainer/README.md)");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkHasATarget(Page page) {
    for (MatchResult link : matches(LINK, page.text().replaceAll("(?m)^    .*$", ""))) {
      String path = link.group(1);
      if (path.contains("://")) {
        continue;
      }
      Path target =
          path.isEmpty()
              ? ROOT.resolve(page.name())
              : ROOT.resolve(page.name()).resolveSibling(path).normalize();
      assertThat(target).as("%s links to %s", page.name(), path).exists();
      if (link.group(2) != null) {
        assertThat(anchors(target)).as("headings of %s", target).contains(link.group(2));
      }
    }
  }

  private static Set<String> anchors(Path page) {
    return matches(HEADING, Documents.page(ROOT, ROOT.relativize(page).toString()).text()).stream()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w -]", "").replace(' ', '-'))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyTestThatAPageNamesExists(Page page) {
    assertThat(matches(TEST, page.text()))
        .extracting(MatchResult::group)
        .allSatisfy(test -> assertThat(SOURCES.keySet()).contains(test));
  }

  @Test
  void everyClassAndMemberThatTheArchitectureNamesExists() {
    Set<String> named = new TreeSet<>();
    for (String span : page("trainer/README.md").spans()) {
      matches(CLASS, span).stream()
          .filter(type -> type.group().equals(span) && !OF_JAVA.contains(type.group(1)))
          .forEach(
              type -> {
                named.add(type.group(1));
                assertThat(SOURCES.keySet()).as(span).contains(type.group(1));
                if (type.group(2) != null) {
                  assertThat(hasMember(type.group(1), type.group(2))).as(span).isTrue();
                }
              });
    }
    assertThat(named).contains("TrainingLoop", "LaneTree", "Adam", "Cosine", "LaneTreeTest");
  }

  private static boolean hasMember(String type, String name) {
    return Pattern.compile("\\b%s\\b".formatted(name))
        .matcher(SOURCES.getOrDefault(type, ""))
        .find();
  }

  @Test
  void everyStepOfTheMathsNamesTheClassThatComputesItAndItsTest() {
    List<String[]> rows =
        section("trainer/README.md", "## The maths", "### Optimizers")
            .filter(line -> line.startsWith("|"))
            .map(line -> line.replace("\\|", "∣").split("\\|", -1))
            .skip(2)
            .toList();

    assertThat(rows).hasSizeGreaterThan(20);
    for (String[] row : rows) {
      assertThat(row).as("%s", Arrays.toString(row)).hasSize(6);
      assertThat(row[3]).containsPattern("`[A-Z]\\w+(\\.\\w+)?`").doesNotContainPattern(TEST);
      assertThat(row[4]).containsPattern(TEST);
    }
  }

  private static Stream<String> section(String page, String from, String to) {
    return page(page)
        .text()
        .lines()
        .dropWhile(line -> !line.equals(from))
        .takeWhile(line -> !line.equals(to));
  }

  @Test
  void theArchitectureNamesEveryPackageOfTheLibrary() throws IOException {
    Path library = ROOT.resolve("trainer/src/main/java/org/lockstep");
    String text = page("trainer/README.md").text();
    try (Stream<Path> files = Files.walk(library)) {
      assertThat(
              files
                  .filter(file -> file.endsWith("package-info.java"))
                  .map(file -> library.relativize(file.getParent()).getFileName().toString()))
          .allSatisfy(name -> assertThat(text).contains(name));
    }
  }

  @Test
  void thePageOfTheCommandsNamesEachOfThem() {
    Set<String> named =
        section("jobs/README.md", "## Commands", "## What you see")
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.replaceAll("^\\| `([a-z]+).*", "$1"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> commands = new TreeSet<>(Main.commands().getSubcommands().keySet());

    assertThat(named).isEqualTo(commands);
  }

  @Test
  void thePageOfTheCommandsNamesEveryMetric() {
    String text =
        section("jobs/README.md", "## Metrics", "## Predictions").collect(Collectors.joining("\n"));
    Stream<String> metrics =
        Stream.concat(
            Stream.of(ValidationMetric.values()).map(ValidationMetric::settingsName),
            Stream.of(ClassMetric.values()).map(ClassMetric::settingsName));

    assertThat(metrics).allSatisfy(name -> assertThat(text).contains("`" + name + "`"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandThatAPageShowsIsOneOfTheCommandLine(Page page) {
    for (List<String> words : page.commands()) {
      assertThat(mistake(words)).as("lockstep %s", String.join(" ", words)).isEmpty();
    }
    assertThat(page.spans())
        .map(Documents.NAME_OF_COMMAND::matcher)
        .filteredOn(name -> name.matches() && name.group(1) != null)
        .extracting(name -> name.group(1))
        .isSubsetOf(Main.commands().getSubcommands().keySet());
  }

  private static String mistake(List<String> words) {
    try {
      Main.commands().parseArgs(words.toArray(String[]::new));
      return "";
    } catch (ParameterException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void theCommandsThatAReaderMayPasteAreRun() {
    assertThat(Documents.runnable(ROOT))
        .contains(
            List.of("train", "conf/digits.conf"),
            List.of("train", "runs/diabetes.conf"),
            List.of("resume", "runs/digits"),
            List.of("settings", "training.schedule"))
        .noneMatch(words -> String.join(" ", words).matches(".*(CONF|RUN|MODEL|DATA|hdfs).*"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyScriptThatAPageShowsExists(Page page) throws IOException {
    String tables = Files.readString(ROOT.resolve("scripts/benchmark"));
    List<String> shown =
        Stream.concat(page.blockLines().stream(), page.spans().stream())
            .filter(line -> line.startsWith("scripts/"))
            .toList();
    for (String line : shown) {
      String[] words = line.split(" ", -1);
      assertThat(ROOT.resolve(words[0])).as(line).exists();
      if (words[0].equals("scripts/benchmark") && words.length > 1 && !words[1].equals("TABLE")) {
        assertThat(tables).as(line).containsPattern("(?m)^  %s ".formatted(words[1]));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everySettingThatAPageNamesIsKnown(Page page) {
    Stream<String> named =
        page.spans().stream().flatMap(span -> matches(KEY, span).stream()).map(MatchResult::group);
    Stream<String> set =
        Stream.concat(page.spans().stream(), page.blockLines().stream())
            .flatMap(line -> matches(SET, line).stream())
            .map(key -> key.group(1))
            .filter(key -> !key.startsWith("spark."));

    assertThat(Stream.concat(named, set))
        .allSatisfy(key -> assertThat(isKnown(key)).as(key).isTrue());
    assertThat(matches(OWN_SETTING_OF_SPARK, page.text()))
        .extracting(MatchResult::group)
        .allSatisfy(
            key -> assertThat(SOURCES.values()).anyMatch(source -> source.contains(key + '"')));
  }

  private static boolean isKnown(String key) {
    return key.equals("tune.space")
        || CommandKeys.ALL.stream()
            .anyMatch(s -> s.key().equals(key) || s.key().startsWith(key + "."));
  }
}
