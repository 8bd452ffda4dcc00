/**
 * Event files for TensorBoard, written by plain Java.
 *
 * <pre>
 *   event file   a TFRecord file of Event messages       {@link EventFile}
 *   record       length, checksum, data, checksum        {@link TfRecord}
 *   Event        wall time, step, and one of             {@link EventFile}
 *                  the version of the file
 *                  SessionLog: the run starts here
 *                  Summary: numbers and histograms by tag
 *   message      fields, each a number and a value       {@link ProtobufMessage}
 * </pre>
 *
 * <p>The few fields are encoded here because no class does it that is there on every cluster:
 * Spark's distribution carries no protobuf under its own name, and ND4J carries TensorFlow's
 * Summary but no Event. The tests read the files by those classes.
 *
 * <p>Source: event.proto, summary.proto and record_writer.h of TensorFlow.
 */
@NullMarked
package org.lockstep.listener.tensorboard;

import org.jspecify.annotations.NullMarked;
