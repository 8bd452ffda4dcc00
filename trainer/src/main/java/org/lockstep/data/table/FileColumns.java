package org.lockstep.data.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.lockstep.data.table.FileShape.FileColumn;

/** The columns of a table as described by the footers of all its files. */
public final class FileColumns {
  /** For a table that is not made of files. */
  static final FileColumns NONE = new FileColumns();

  private final List<FileShape> shapes;
  private final FileNames names;
  private final List<String> notes;
  private final Set<String> ofFolders;
  private final Set<String> unreadable;
  private final Map<String, ColumnFault> hidden = new LinkedHashMap<>();

  private FileColumns() {
    shapes = List.of();
    names = new FileNames(List.of());
    notes = List.of();
    ofFolders = Set.of();
    unreadable = Set.of();
  }

  /**
   * Compares the files.
   *
   * @param shapes of all of them
   * @param files which they are
   * @param schema of the one whose columns are the table's
   * @param read the columns that the table has
   * @param ofFolders those among them whose values stand in the names of folders
   */
  FileColumns(
      List<FileShape> shapes,
      TableFiles files,
      FileSchema schema,
      Collection<String> read,
      Set<String> ofFolders) {
    this.shapes = shapes;
    this.names = new FileNames(files.read());
    this.notes = files.notes();
    this.ofFolders = ofFolders;
    unreadable = schema.unreadable().keySet();
    schema
        .unreadable()
        .forEach(
            (column, type) ->
                hidden.put(
                    column,
                    new ColumnFault(
                        column,
                        type,
                        "of type %s, which Spark cannot read".formatted(type),
                        "write it as a number, a string, a date or a timestamp")));
    for (FileShape shape : shapes) {
      shape
          .columns()
          .forEach(
              (column, held) -> {
                if (!schema.names().contains(column)) {
                  hidden.computeIfAbsent(column, c -> absent(c, held.type(), holding(c)));
                }
              });
    }
    hidden.keySet().removeAll(read);
  }

  /** Notices about files that are not read, one line each. */
  public List<String> notes() {
    return notes;
  }

  /** The number of values in all files. */
  long values() {
    return shapes.stream().mapToLong(FileShape::values).sum();
  }

  /**
   * Columns of some files that are not columns of the table: Spark cannot read their type, or the
   * file that the schema is taken from lacks them.
   */
  public Collection<ColumnFault> hidden() {
    return hidden.values();
  }

  /** Whether a hidden column is of a type that Spark cannot read. */
  public boolean isUnreadable(ColumnFault fault) {
    return unreadable.contains(fault.column());
  }

  /** A hidden column, found by {@link ColumnNames}. */
  public Optional<ColumnFault> hidden(String name) {
    return ColumnNames.find(hidden, name);
  }

  /** Whether a column is a partition column: its values are in the names of folders. */
  boolean isOfFolders(String column) {
    return ofFolders.contains(column);
  }

  /** Whether a column is of type BINARY without a logical type, such as text, in all files. */
  boolean holdsBytes(String column) {
    return shapes.stream()
        .map(shape -> shape.columns().get(column))
        .allMatch(held -> held != null && held.type().equals("BINARY"));
  }

  /** Columns of the files that are partition columns, too: Spark reads those of the folders. */
  public List<String> overridden() {
    return ofFolders.stream().filter(column -> !holding(column).isEmpty()).sorted().toList();
  }

  /** Why a column differs between the files; empty if it does not. */
  public Optional<ColumnFault> fault(String column) {
    List<FileShape> holding = held(column);
    return conflict(column)
        .or(
            () ->
                holding.isEmpty() || holding.size() == shapes.size()
                    ? Optional.empty()
                    : Optional.of(absent(column, type(column, holding), holding)));
  }

  /** Why a column cannot be read from the files that hold it; empty if it can. */
  public Optional<ColumnFault> conflict(String column) {
    List<FileShape> holding = held(column);
    if (holding.isEmpty()) {
      return Optional.empty();
    }
    String type = type(column, holding);
    return otherType(column, type, holding).or(() -> unreadable(column, type, holding));
  }

  private Optional<ColumnFault> otherType(String column, String type, List<FileShape> holding) {
    Map<String, List<FileShape>> byType = new LinkedHashMap<>();
    for (FileShape shape : holding) {
      byType.computeIfAbsent(column(shape, column).type(), t -> new ArrayList<>()).add(shape);
    }
    return byType.keySet().stream()
        .filter(other -> !other.equals(type))
        .findFirst()
        .map(
            other ->
                new ColumnFault(
                    column,
                    type,
                    "%s in %s but %s in %s"
                        .formatted(
                            type,
                            names.of(byType.getOrDefault(type, List.of()), 1),
                            other,
                            names.of(byType.getOrDefault(other, List.of()), 1)),
                    "write all parts with one type"));
  }

  private Optional<ColumnFault> unreadable(String column, String type, List<FileShape> holding) {
    return holding.stream()
        .map(shape -> column(shape, column).fault())
        .filter(Objects::nonNull)
        .findFirst()
        .map(
            fault ->
                new ColumnFault(
                    column,
                    type,
                    "%s, in %s"
                        .formatted(
                            fault.what(),
                            names.of(
                                holding.stream()
                                    .filter(shape -> fault.equals(column(shape, column).fault()))
                                    .toList(),
                                FileShape.EXAMPLES)),
                    fault.fix()));
  }

  private ColumnFault absent(String column, String type, List<FileShape> holding) {
    return new ColumnFault(
        column,
        type,
        "absent from %s, but present in %s"
            .formatted(
                names.of(
                    shapes.stream().filter(shape -> !shape.columns().containsKey(column)).toList(),
                    FileShape.EXAMPLES),
                names.of(holding, 1)),
        "write all parts with the same columns");
  }

  /** The files that a column is read from. */
  private List<FileShape> held(String column) {
    return ofFolders.contains(column) ? List.of() : holding(column);
  }

  private static String type(String column, List<FileShape> holding) {
    return column(holding.get(0), column).type();
  }

  private List<FileShape> holding(String column) {
    return shapes.stream().filter(shape -> shape.columns().containsKey(column)).toList();
  }

  private static FileColumn column(FileShape shape, String column) {
    return Objects.requireNonNull(shape.columns().get(column));
  }
}
