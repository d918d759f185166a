package org.caraway.internal.store.admin;

import java.util.function.UnaryOperator;
import org.caraway.admin.DefinitionSettings;
import org.caraway.admin.QueueSettings;
import org.caraway.internal.store.audit.AuditNote;

/** Reads and changes what operators have set at run time. Thread-safe. */
public interface SettingChanges {

    /** What was set for the queue; nothing if there is no row. */
    QueueSettings queueSettings(String queue);

    /** Changes what is set for the queue, alone of all transactions. */
    void changeQueue(String queue, UnaryOperator<QueueSettings> change, AuditNote note);

    /** What was set for the definition; nothing if there is no row. */
    DefinitionSettings definitionSettings(String name);

    /** Changes what is set for the definition, alone of all transactions. */
    void changeDefinition(String name, UnaryOperator<DefinitionSettings> change, AuditNote note);
}
