-- expand: customers have a company (issue 15, D2).
SET LOCAL ROLE own_messaging;
ALTER TABLE messaging.customer ADD COLUMN company text;
ALTER TABLE messaging.customer ADD CONSTRAINT customer_company CHECK (length(company) BETWEEN 1 AND 200) NOT VALID;
