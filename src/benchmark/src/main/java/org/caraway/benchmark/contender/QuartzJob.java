package org.caraway.benchmark.contender;

import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;

/** Quartz's tasks. Stateless. */
public final class QuartzJob implements org.quartz.Job {

    static final String JOB = "job";
    static final String PAYLOAD = "payload";

    @Override
    public void execute(JobExecutionContext context) {
        JobDataMap data = context.getJobDetail().getJobDataMap();
        Work.run(Job.valueOf(data.getString(JOB)), data.getString(PAYLOAD));
    }
}
