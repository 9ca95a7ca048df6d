package io.remotelog.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may know whom among the modules. This module's tests see them all. */
class LayeringTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !isTestJar(location))
            .importPackages("io.remotelog");

    @Test
    void theApiNeedsTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage("io.remotelog.api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.remotelog.api..")
                .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource({
        "io.remotelog.storage, io.remotelog.api",
        "io.remotelog.protocol, io.remotelog.api",
        "io.remotelog.master, io.remotelog.api io.remotelog.protocol",
        "io.remotelog.replica, io.remotelog.api io.remotelog.protocol",
        "io.remotelog.sdk, io.remotelog.api io.remotelog.protocol",
        "io.remotelog.logback, io.remotelog.sdk",
        "io.remotelog.log4j2, io.remotelog.sdk",
        "io.remotelog.http, io.remotelog.api io.remotelog.protocol io.remotelog.master io.remotelog.replica",
        "io.remotelog.cli, io.remotelog.api io.remotelog.protocol io.remotelog.master io.remotelog.replica"
                + " io.remotelog.sdk io.remotelog.http",
    })
    void aModuleKnowsOnlyTheModulesBelowIt(String module, String below) {
        String[] known = Stream.concat(Stream.of(module), Stream.of(below.split(" ")))
                .map(name -> name + "..")
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(module + "..")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("io.remotelog..")).or(resideInAnyPackage(known)))
                .check(CLASSES);
    }

    @Test
    void noPackageKnowsItself() {
        slices().matching("io.remotelog.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noPackageIsSplitBetweenModules() {
        Map<String, Set<String>> modulesOfPackage =
                CLASSES.stream().collect(groupingBy(JavaClass::getPackageName, mapping(LayeringTest::module, toSet())));
        assertThat(modulesOfPackage)
                .allSatisfy((name, modules) -> assertThat(modules).as(name).hasSize(1));
    }

    /** The jar or folder that a class came from. */
    private static String module(JavaClass type) {
        String uri = type.getSource().orElseThrow().getUri().toString();
        return uri.substring(0, uri.lastIndexOf(type.getName().replace('.', '/')));
    }

    private static boolean isTestJar(Location location) {
        return location.contains("-tests.jar");
    }
}
