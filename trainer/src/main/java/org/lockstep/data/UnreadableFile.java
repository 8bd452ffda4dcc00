package org.lockstep.data;

import java.io.Serializable;
import java.util.Optional;
import org.lockstep.FileFault;
import org.lockstep.UserException;

/**
 * Why a file of a table cannot be read.
 *
 * @param what of the file
 * @param fix what the user can do
 */
record UnreadableFile(String what, String fix) implements Serializable {
  /** What an exception says of the file that was being read. */
  static UnreadableFile of(Exception thrown) {
    Optional<FileFault> fault = FileFault.in(thrown);
    return fault.isPresent()
        ? new UnreadableFile("cannot be read: " + fault.get().reason(), fault.get().fix())
        : new UnreadableFile(
            "is not a readable Parquet file: " + SparkFaults.rootMessage(thrown),
            "write it again as Parquet, or take it out of the table");
  }

  /** The mistake that it is. */
  UserException of(String file, String table) {
    return new UserException("%s %s".formatted(file, what), table, fix);
  }
}
