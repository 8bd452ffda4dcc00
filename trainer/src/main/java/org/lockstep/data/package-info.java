/**
 * From a Parquet table to lanes; the only code that knows a table's schema.
 *
 * <p>The path of a row:
 *
 * <ol>
 *   <li>{@link org.lockstep.data.table.ParquetTable} lists the files and looks at each one's
 *       footer.
 *   <li>{@link org.lockstep.data.survey.TableSurvey} reads all rows once: faults, statistics,
 *       labels.
 *   <li>{@link org.lockstep.encoding.Encoding} follows from it: columns to scaled floats.
 *   <li>{@link org.lockstep.data.lane.LaneDealer} reads the rows a second time, encodes them,
 *       brings them into the order of a seeded hash of their content, and deals them to lanes.
 *   <li>{@link org.lockstep.data.lane.BlockRdd} keeps the lanes' blocks, in memory or on disk;
 *       {@link org.lockstep.data.lane.Lane} fetches them window by window.
 *   <li>{@link org.lockstep.data.lane.BatchPlan} says which of a lane's examples belong to which
 *       mini-batch.
 * </ol>
 *
 * <p>{@link org.lockstep.data.survey.TrainingTables} does the first three for all tables of a run,
 * whether to train or only to say what is there ({@link org.lockstep.data.survey.DataReport}): what
 * a training would refuse is found by the same code. {@link
 * org.lockstep.data.lane.TrainingDataCache} keeps lanes for several runs.
 *
 * <p>Why the hash: the order of files, of rows within them and of partitions is the cluster's
 * business and changes from run to run. An order by content is the table's own, so everything that
 * follows from it is too. Rows of equal content are interchangeable.
 *
 * <p>A small table is read once, by the driver, which sorts it and sends it to every executor: no
 * shuffle, and one job. {@code spark.lockstep.smallTableBytes} (4 MiB of floats) says what is
 * small; {@code spark.lockstep.storageLevel} (MEMORY_AND_DISK) says where Spark keeps the blocks of
 * others. Neither can move a bit.
 *
 * <p>Rows are read as Spark holds them ({@code InternalRow}), not as {@code Row}: an array of 784
 * numbers is then one copy, not 784 boxed objects.
 */
@NullMarked
package org.lockstep.data;

import org.jspecify.annotations.NullMarked;
