package org.lockstep.data.table;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.fs.Path;

/** Names of a table's files, relative to the folder that holds all of them. */
final class FileNames {
  private final String folder;

  /** Creates the names of files that Spark has listed. */
  FileNames(List<String> files) {
    String common =
        StringUtils.getCommonPrefix(files.stream().map(FileNames::decoded).toArray(String[]::new));
    folder = common.substring(0, common.lastIndexOf('/') + 1);
  }

  /** The name of a file. */
  String of(String file) {
    return decoded(file).substring(folder.length());
  }

  /** Decodes a URI of Spark's, in which blanks are {@code %20}, to a path. */
  static String decoded(String uri) {
    return new Path(URI.create(uri)).toString();
  }

  /** Lists some of the files of these shapes, and the number of the others. */
  String of(List<FileShape> shapes, int most) {
    long files = shapes.stream().mapToLong(FileShape::files).sum();
    List<String> names =
        shapes.stream()
            .flatMap(shape -> shape.examples().stream())
            .sorted()
            .limit(most)
            .map(this::of)
            .toList();
    long others = files - names.size();
    return others == 0
        ? names.stream().collect(Collectors.joining(" and "))
        : "%s and %,d other %s"
            .formatted(String.join(", ", names), others, others == 1 ? "file" : "files");
  }
}
