/**
 * JMH benchmarks of a store, each beside what the machine itself can do with the same bytes in the same run.
 *
 * <p>{@link io.remotelog.bench.Benchmarks} runs them and prints the ratios.
 */
package io.remotelog.bench;
