package org.caraway.internal.store.admin;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.caraway.admin.DefinitionSettings;
import org.caraway.admin.QueueSettings;
import org.caraway.internal.store.audit.AuditNote;

/** Reads and changes the run-time settings of operators. Thread-safe. */
public interface SettingChanges {

    /** The settings of the queue; empty settings if there is no row. */
    QueueSettings queueSettings(String queue);

    /** Those of all queues that have some, by queue, in one statement; joins. */
    Map<String, QueueSettings> queueSettings();

    /** Changes the settings of the queue, serialized with all other changes of them. */
    void changeQueue(String queue, UnaryOperator<QueueSettings> change, AuditNote note);

    /** The settings of the definition; empty settings if there is no row. */
    DefinitionSettings definitionSettings(String name);

    /** Changes the settings of the definition, serialized with all other changes of them. */
    void changeDefinition(String name, UnaryOperator<DefinitionSettings> change, AuditNote note);
}
